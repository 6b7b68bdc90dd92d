namespace DiffPir.Sampler.Estimation;

/// <summary>Frequencies that lie close together.</summary>
/// <param name="Count">How many.</param>
/// <param name="Power">Their mean power, of values on [0,1].</param>
/// <param name="Frequency">Their mean frequency in cycles per pixel.</param>
/// <param name="Angle">Their mean direction in radians, from the horizontal, counter-clockwise, 0 to pi.</param>
/// <param name="Rounding">Power that the rounding of their coefficients may have added to them or taken from them.</param>
internal readonly record struct SpectrumBin(double Count, double Power, double Frequency, double Angle, double Rounding = 0)
{
    /// <summary>True where there is more than rounding could have put there.</summary>
    public bool IsReadable => Power > Rounding;
}

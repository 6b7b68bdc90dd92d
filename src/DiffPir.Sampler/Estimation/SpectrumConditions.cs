namespace DiffPir.Sampler.Estimation;

/// <summary>What is known of a picture when its spectrum is fitted.</summary>
/// <param name="Noise">Standard deviation of its noise in grey levels, for one channel.</param>
/// <param name="Channels">Channels whose mean the spectrum is of.</param>
/// <param name="Jpeg">The tables it was compressed with, or null.</param>
internal sealed record SpectrumConditions(double Noise, int Channels, JpegTables? Jpeg)
{
    /// <summary>From this quality on a JPEG is as good as any other file.</summary>
    private const int FineQuality = 95;

    /// <summary>How many times the variance of the noise may be what was read.</summary>
    private static readonly (double Least, double Largest) OfPlain = (0.6, 4), OfJpeg = (0.6, 81);

    /// <summary>A model of the spectrum.</summary>
    /// <param name="spectrum">What was measured.</param>
    /// <param name="radial">Width of the bins along the frequency, as in <see cref="PowerSpectrum.Bins"/>.</param>
    /// <param name="angular">Their width along the angle.</param>
    /// <param name="leastNoise">Noise, in grey levels, that is assumed at least: below it the scene's own departures from the model are larger.</param>
    /// <param name="leastPower">As in <see cref="SpectrumModel"/>.</param>
    public SpectrumModel Model(PowerSpectrum spectrum, int radial, int angular, double leastNoise, double leastPower)
    {
        bool coarse = Jpeg is { Quality: < FineQuality };
        double variance = Math.Pow(Math.Max(leastNoise, Noise) / 255, 2) / Channels;
        var (least, largest) = coarse ? OfJpeg : OfPlain;
        var bins = spectrum.Bins(radial, angular);
        bins = coarse ? Array.ConvertAll(bins,
            bin => bin with { Rounding = Jpeg!.RoundingAt(bin.Frequency * Math.Cos(bin.Angle), bin.Frequency * Math.Sin(bin.Angle)) }) : bins;
        return new SpectrumModel(bins, (least * variance, largest * variance), leastPower);
    }
}

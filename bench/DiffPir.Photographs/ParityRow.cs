namespace DiffPir.Photographs;

/// <summary>One picture of one task.</summary>
/// <param name="Published">PSNR in dB that the published program reached, in one draw.</param>
/// <param name="Psnr">What is reached here, in one or several.</param>
internal sealed record ParityRow(double Published, double[] Psnr)
{
    /// <summary>Mean of the draws.</summary>
    public double Mean => Psnr.Average();

    /// <summary>Standard deviation of one draw; 0 where there is one only.</summary>
    public double Spread => Psnr.Length < 2 ? 0 : Math.Sqrt(Psnr.Sum(value => (value - Mean) * (value - Mean)) / (Psnr.Length - 1));

    /// <summary>How much more is reached here, on the mean of rows.</summary>
    public static double MeanDifference(IReadOnlyList<ParityRow> rows) => rows.Average(static row => row.Mean - row.Published);
}

namespace DiffPir.Cli.Evaluation;

/// <summary>A line of the table: means over pictures.</summary>
/// <param name="Method">The method.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Pictures">How many pictures.</param>
/// <param name="Evaluations">Evaluations of the prior a picture.</param>
/// <param name="Psnr">PSNR in dB.</param>
/// <param name="PsnrY">PSNR of the luma in dB.</param>
/// <param name="Ssim">Structural similarity.</param>
/// <param name="Seconds">Seconds a picture.</param>
internal sealed record EvaluationMean(
    string Method, int Steps, int Pictures, double Evaluations, double Psnr, double PsnrY, double Ssim, double Seconds)
{
    /// <summary>The lines, in the order in which their first rows came.</summary>
    public static IReadOnlyList<EvaluationMean> Of(IEnumerable<EvaluationRow> rows) =>
    [
        .. rows.GroupBy(static row => (row.Method, row.Steps)).Select(static group => new EvaluationMean(
            group.Key.Method, group.Key.Steps, group.Count(), group.Average(static row => row.Evaluations),
            group.Average(static row => row.Metrics.Psnr), group.Average(static row => row.Metrics.PsnrY),
            group.Average(static row => row.Metrics.Ssim), group.Average(static row => row.Seconds))),
    ];
}

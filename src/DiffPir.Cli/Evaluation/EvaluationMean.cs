using System.Globalization;
using DiffPir.Cli.Reporting;

namespace DiffPir.Cli.Evaluation;

/// <summary>A line of the table: means over pictures.</summary>
/// <param name="Method">The method.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Pictures">How many pictures.</param>
/// <param name="Evaluations">Evaluations of the prior a picture.</param>
/// <param name="Psnr">PSNR in dB.</param>
/// <param name="PsnrY">PSNR of the luma in dB.</param>
/// <param name="Ssim">Structural similarity.</param>
/// <param name="Learned">LPIPS.</param>
/// <param name="Fid">FID of the results as a set, which is no mean; null without weights or with one picture.</param>
/// <param name="Seconds">Seconds a picture.</param>
internal sealed record EvaluationMean(
    string Method, int Steps, int Pictures, double Evaluations, double Psnr, double PsnrY, double Ssim, LearnedDistances Learned, double? Fid, double Seconds)
{
    private const string FidColumn = "fid";

    /// <summary>What networks measured, with the names of the columns.</summary>
    public IEnumerable<(string Name, double? Value)> LearnedColumns => [.. Learned.Columns, (FidColumn, Fid)];

    /// <summary>The lines, in the order in which their first rows came.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="features">Where FID's features are; null to leave FID out.</param>
    public static IReadOnlyList<EvaluationMean> Of(IEnumerable<EvaluationRow> rows, FeatureFiles? features = null) =>
    [
        .. rows.GroupBy(static row => (row.Method, row.Steps)).Select(group => new EvaluationMean(
            group.Key.Method, group.Key.Steps, group.Count(), group.Average(static row => row.Evaluations),
            group.Average(static row => row.Metrics.Psnr), group.Average(static row => row.Metrics.PsnrY),
            group.Average(static row => row.Metrics.Ssim), LearnedDistances.MeanOf([.. group.Select(static row => row.Learned)]),
            features?.Distance(group.Select(static row => row.Picture), group.First().What), group.Average(static row => row.Seconds))),
    ];

    /// <summary>Names of the columns that any of some lines has a value of.</summary>
    public static IReadOnlyList<string> KnownColumns(IReadOnlyList<EvaluationMean> means) =>
        [.. means.SelectMany(static mean => mean.LearnedColumns).Where(static column => column.Value is not null).Select(static column => column.Name)
            .Distinct()];

    /// <summary>The title of a column for people.</summary>
    public static string TitleOf(string column) => column switch
    {
        LearnedDistances.Vgg16Column => "LPIPS-VGG",
        LearnedDistances.AlexNetColumn => "LPIPS-Alex",
        _ => "FID",
    };

    /// <summary>A value for people; nothing where there is none.</summary>
    public string LearnedText(string column) => LearnedColumns.First(one => one.Name == column).Value is { } value
        ? value.ToString(column == FidColumn ? "0.00" : "0.0000", CultureInfo.InvariantCulture)
        : "";
}

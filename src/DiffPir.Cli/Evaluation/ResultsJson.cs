using System.Text.Json;
using DiffPir.Cli.Reporting;

namespace DiffPir.Cli.Evaluation;

/// <summary>The settings, rows and means of an evaluation for programs.</summary>
internal static class ResultsJson
{
    private const int MaxBytes = 256 << 20;

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Writes the file, whole or not at all.</summary>
    public static void Write(string path, string settings, IReadOnlyList<EvaluationRow> rows) => OutputFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            settings,
            means = EvaluationMean.Of(rows).Select(static mean => new
            {
                mean.Method, mean.Steps, mean.Pictures, Psnr = JsonLine.Finite(mean.Psnr), PsnrY = JsonLine.Finite(mean.PsnrY),
                Ssim = JsonLine.Finite(mean.Ssim), mean.Seconds, mean.Evaluations,
            }),
            rows = rows.Select(static row => new
            {
                row.Picture, row.Task, row.Method, row.Steps, row.Evaluations, Psnr = JsonLine.Finite(row.Metrics.Psnr),
                PsnrY = JsonLine.Finite(row.Metrics.PsnrY), Ssim = JsonLine.Finite(row.Metrics.Ssim), PsnrFloat = JsonLine.Finite(row.Metrics.PsnrFloat),
                row.Seconds,
            }),
        },
        Format));

    /// <summary>The settings that a file was written with.</summary>
    /// <exception cref="Hosting.CliException">It is something else (unreadable input).</exception>
    public static string Settings(string path)
    {
        try
        {
            using var file = JsonDocument.Parse(InputFile.ReadAllBytes(path, MaxBytes));
            return file.RootElement.GetProperty("settings").GetString() ?? "";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw InputFile.Unreadable(path, "it holds no results of an evaluation; name another folder with --report", e);
        }
    }
}

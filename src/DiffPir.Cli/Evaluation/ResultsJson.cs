using System.Text.Json;
using DiffPir.Cli.Reporting;

namespace DiffPir.Cli.Evaluation;

/// <summary>The settings, rows and means of an evaluation for programs.</summary>
internal static class ResultsJson
{
    private const int MaxBytes = 256 << 20;

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    /// <summary>Writes the file, whole or not at all.</summary>
    public static void Write(string path, string settings, IReadOnlyList<EvaluationRow> rows, IReadOnlyList<EvaluationMean> means) =>
        OutputFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new { settings, means = means.Select(Of), rows = rows.Select(Of) }, Format));

    /// <summary>A line of the table. What networks measure is there where there is a value; a value that JSON does not know is null.</summary>
    public static Dictionary<string, object?> Of(EvaluationMean mean) => With(mean.LearnedColumns, new()
    {
        ["method"] = mean.Method, ["steps"] = mean.Steps, ["pictures"] = mean.Pictures, ["psnr"] = JsonLine.Finite(mean.Psnr),
        ["psnr_y"] = JsonLine.Finite(mean.PsnrY), ["ssim"] = JsonLine.Finite(mean.Ssim), ["seconds"] = mean.Seconds, ["evaluations"] = mean.Evaluations,
    });

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

    private static Dictionary<string, object?> Of(EvaluationRow row) => With(row.Learned.Columns, new()
    {
        ["picture"] = row.Picture, ["task"] = row.Task, ["method"] = row.Method, ["steps"] = row.Steps, ["evaluations"] = row.Evaluations,
        ["psnr"] = JsonLine.Finite(row.Metrics.Psnr), ["psnr_y"] = JsonLine.Finite(row.Metrics.PsnrY), ["ssim"] = JsonLine.Finite(row.Metrics.Ssim),
        ["psnr_float"] = JsonLine.Finite(row.Metrics.PsnrFloat), ["seconds"] = row.Seconds,
    });

    private static Dictionary<string, object?> With(IEnumerable<(string Name, double? Value)> learned, Dictionary<string, object?> values)
    {
        foreach (var (name, value) in learned)
        {
            if (value is { } there)
            {
                values.Add(name, JsonLine.Finite(there));
            }
        }

        return values;
    }
}

using System.Globalization;
using System.Text;
using DiffPir.Cli.Reporting;

namespace DiffPir.Cli.Evaluation;

/// <summary>The rows of an evaluation as CSV, the file from which an interrupted one goes on.</summary>
internal static class ResultsTable
{
    private const string Header = "picture,task,method,steps,psnr,psnr_y,ssim,seconds,psnr_float,evaluations";
    private const int MaxBytes = 64 << 20;

    /// <summary>Writes all rows, whole or not at all.</summary>
    public static void Write(string path, IEnumerable<EvaluationRow> rows)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var row in rows)
        {
            var (psnr, psnrFloat, psnrY, ssim) = row.Metrics;
            text.Append(CultureInfo.InvariantCulture, $"{Quoted(row.Picture)},{row.Task},{row.Method},{row.Steps},{Number(psnr)},{Number(psnrY)},");
            text.Append(CultureInfo.InvariantCulture, $"{Number(ssim)},{row.Seconds:0.###},{Number(psnrFloat)},{row.Evaluations}\n");
        }

        OutputFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="Hosting.CliException">It is something else (unreadable input).</exception>
    public static List<EvaluationRow> Read(string path)
    {
        var lines = Encoding.UTF8.GetString(InputFile.ReadAllBytes(path, MaxBytes)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines[0].TrimEnd('\r') != Header)
        {
            throw InputFile.Unreadable(path, $"it is no table of results (expected the columns {Header}); name another folder with --report");
        }

        return [.. lines.Skip(1).Select((line, index) => Parse(path, line.TrimEnd('\r'), index + 2))];
    }

    private static EvaluationRow Parse(string path, string line, int number)
    {
        // Only the name may hold commas.
        var cells = line.Split(',');
        if (cells.Length >= 10
            && int.TryParse(cells[^7], CultureInfo.InvariantCulture, out var steps)
            && double.TryParse(cells[^6], CultureInfo.InvariantCulture, out var psnr)
            && double.TryParse(cells[^5], CultureInfo.InvariantCulture, out var psnrY)
            && double.TryParse(cells[^4], CultureInfo.InvariantCulture, out var ssim)
            && double.TryParse(cells[^3], CultureInfo.InvariantCulture, out var seconds)
            && double.TryParse(cells[^2], CultureInfo.InvariantCulture, out var psnrFloat)
            && int.TryParse(cells[^1], CultureInfo.InvariantCulture, out var evaluations))
        {
            var picture = string.Join(',', cells[..^9]);
            picture = picture.StartsWith('"') ? picture[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : picture;
            return new(picture, cells[^9], cells[^8], steps, evaluations, new PictureMetrics(psnr, psnrFloat, psnrY, ssim), seconds);
        }

        throw InputFile.Unreadable(path, $"line {number} is no row of results; remove it, and it is computed again");
    }

    private static string Number(double value) =>
        double.IsFinite(value) ? value.ToString("0.0000", CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

using System.Globalization;
using System.Text;
using DiffPir.Cli.Reporting;

namespace DiffPir.Cli.Evaluation;

/// <summary>The rows of an evaluation as CSV, the file from which an interrupted one goes on. Columns of LPIPS are there where there are values.</summary>
internal static class ResultsTable
{
    private const string Header = "picture,task,method,steps,psnr,psnr_y,ssim,seconds,psnr_float,evaluations";
    private const int MaxBytes = 64 << 20;

    /// <summary>Writes all rows, whole or not at all.</summary>
    public static void Write(string path, IReadOnlyCollection<EvaluationRow> rows)
    {
        string[] learned = [.. LearnedDistances.None.Columns.Select(static column => column.Name)
            .Where(name => rows.Any(row => Learned(row, name) is not null))];
        var text = new StringBuilder(string.Join(',', [Header, .. learned])).Append('\n');
        foreach (var row in rows)
        {
            var (psnr, psnrFloat, psnrY, ssim) = row.Metrics;
            text.Append(CultureInfo.InvariantCulture, $"{Quoted(row.Picture)},{row.Task},{row.Method},{row.Steps},{Number(psnr)},{Number(psnrY)},");
            text.Append(CultureInfo.InvariantCulture, $"{Number(ssim)},{row.Seconds:0.###},{Number(psnrFloat)},{row.Evaluations}");
            foreach (string name in learned)
            {
                text.Append(',').Append(Learned(row, name) is { } value ? Number(value) : "");
            }

            text.Append('\n');
        }

        OutputFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="Hosting.CliException">It is something else (unreadable input).</exception>
    public static List<EvaluationRow> Read(string path)
    {
        string[] lines = Encoding.UTF8.GetString(InputFile.ReadAllBytes(path, MaxBytes)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string header = lines[0].TrimEnd('\r');
        string[] learned = header == Header ? [] : header.StartsWith(Header + ',', StringComparison.Ordinal) ? header[(Header.Length + 1)..].Split(',') : [""];
        if (learned.Except(LearnedDistances.None.Columns.Select(static column => column.Name)).Any())
        {
            throw InputFile.Unreadable(path, $"it is no table of results (expected the columns {Header}); name another folder with --report");
        }

        return [.. lines.Skip(1).Select((line, index) => Parse(path, line.TrimEnd('\r'), learned, index + 2))];
    }

    private static EvaluationRow Parse(string path, string line, string[] learned, int number)
    {
        // Only the name may hold commas.
        string[] cells = line.Split(',');
        int tail = cells.Length - learned.Length;
        if (tail >= 10
            && int.TryParse(cells[tail - 7], CultureInfo.InvariantCulture, out int steps)
            && TryNumbers(cells[(tail - 6)..(tail - 1)]) is [var psnr, var psnrY, var ssim, var seconds, var psnrFloat]
            && int.TryParse(cells[tail - 1], CultureInfo.InvariantCulture, out int evaluations)
            && TryNumbers([.. cells[tail..].Where(static cell => cell.Length > 0)]) is not null)
        {
            double? Distance(string name) => Array.IndexOf(learned, name) is >= 0 and var at && TryNumbers([cells[tail + at]]) is [var value] ? value : null;
            string picture = string.Join(',', cells[..(tail - 9)]);
            picture = picture.StartsWith('"') ? picture[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : picture;
            return new(
                picture, cells[tail - 9], cells[tail - 8], steps, evaluations, new PictureMetrics(psnr, psnrFloat, psnrY, ssim),
                new(Distance(LearnedDistances.Vgg16Column), Distance(LearnedDistances.AlexNetColumn)), seconds);
        }

        throw InputFile.Unreadable(path, $"line {number} is no row of results; remove it, and it is computed again");
    }

    private static double[]? TryNumbers(string[] cells)
    {
        double[] numbers = new double[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            if (!double.TryParse(cells[i], CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }

    private static double? Learned(EvaluationRow row, string name) => row.Learned.Columns.First(column => column.Name == name).Value;

    private static string Number(double value) =>
        double.IsFinite(value) ? value.ToString("0.0000", CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

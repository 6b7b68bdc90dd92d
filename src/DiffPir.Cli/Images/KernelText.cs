using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Images;

/// <summary>
/// Kernels as text: one row of numbers a line, separated by blanks, tabs, semicolons or commas. Numbers may have decimal commas, as
/// spreadsheets write them in much of Europe, where something else separates them. Nested brackets, <c>[[1 2] [3 4]]</c>, are read as
/// Python prints them.
/// </summary>
internal static partial class KernelText
{
    private static readonly char[] Separators = [' ', '\t', ';'];

    /// <summary>The encodings that begin with a byte order mark in what spreadsheets and editors write.</summary>
    private static readonly Encoding[] MarkedEncodings = [Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode];

    /// <summary>Reads the bytes of a text file, in UTF-8 or in what its byte order mark says.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="bytes">Its contents.</param>
    /// <returns>Rows, columns, and the numbers, row by row.</returns>
    /// <exception cref="CliException">Something is no number, rows differ in length, or commas are ambiguous (unreadable input).</exception>
    public static (int Height, int Width, float[] Values) Parse(string path, byte[] bytes)
    {
        var rows = Rows(Decode(bytes));
        if (rows.Count == 0)
        {
            throw InputFile.Unreadable(path, "it holds no numbers");
        }

        bool decimalCommas = HasDecimalCommas(path, rows);
        var values = new List<float>();
        int width = 0;
        foreach (var row in rows)
        {
            string[] cells = decimalCommas ? [.. row.Cells.Select(static cell => cell.Replace(',', '.'))] : SplitAtCommas(row.Cells);
            if (values.Count > 0 && cells.Length != width)
            {
                throw InputFile.Unreadable(path, $"{row.Name} has {cells.Length} numbers and the {row.Unit}s before have {width}");
            }

            width = cells.Length;
            values.AddRange(cells.Select(cell => Number(path, row, cell)));
        }

        return (values.Count / width, width, [.. values]);
    }

    private static string Decode(byte[] bytes)
    {
        var encoding = Array.Find(MarkedEncodings, marked => bytes.AsSpan().StartsWith(marked.Preamble));
        return encoding is null ? Encoding.UTF8.GetString(bytes) : encoding.GetString(bytes.AsSpan(encoding.Preamble.Length));
    }

    /// <summary>What is not blank and no comment, cut at everything but commas.</summary>
    private static List<Row> Rows(string text)
    {
        bool nested = NestedStart().IsMatch(text);
        var rows = new List<Row>();
        int number = 0;
        foreach (string line in nested ? text.ReplaceLineEndings(" ").Replace('[', ' ').Split(']') : text.Split('\n'))
        {
            number++;
            string[] cells = line.Trim().Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (SplitAtCommas(cells).Length > 0 && !cells[0].StartsWith('#'))
            {
                rows.Add(new(nested ? "row" : "line", number, cells));
            }
        }

        return rows;
    }

    /// <summary>Whether commas are decimal points: each is alone among the digits of its cell, and cells are separated by something else.</summary>
    private static bool HasDecimalCommas(string path, List<Row> rows)
    {
        var inner = rows.Where(static row => row.Cells.Any(static cell => cell.Trim(',').Contains(','))).ToList();
        if (inner.Count == 0)
        {
            return false;
        }

        bool allDecimal = rows.All(static row => row.Cells.All(static cell => !cell.Contains(',') || DecimalComma().IsMatch(cell)));
        if (allDecimal && rows.Any(static row => row.Cells.Length > 1))
        {
            return true;
        }

        // One column of 0,25 below 0,5 would have an empty column in front if commas separated.
        bool isColumn = allDecimal && rows.All(static row => row.Cells[0].StartsWith("0,", StringComparison.Ordinal));
        var mixed = isColumn ? inner[0] : inner.Find(static row => row.Cells.Length > 1);
        return mixed is null
            ? false
            : throw InputFile.Unreadable(
                path,
                $"{mixed.Name} leaves open whether its commas are decimal commas or separate numbers; "
                + "write decimal points, or separate the numbers by semicolons");
    }

    private static string[] SplitAtCommas(string[] cells) =>
        [.. cells.SelectMany(static cell => cell.Split(',', StringSplitOptions.RemoveEmptyEntries))];

    private static float Number(string path, Row row, string cell) =>
        float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
            ? value
            : throw InputFile.Unreadable(path, $"{row.Name} holds '{(cell.Length <= 20 ? cell : cell[..20] + "...")}', which is no number");

    [GeneratedRegex(@"^[+-]?\d*,\d+([eE][+-]?\d+)?$")]
    private static partial Regex DecimalComma();

    [GeneratedRegex(@"^\s*\[\s*\[")]
    private static partial Regex NestedStart();

    /// <summary>A row of the kernel.</summary>
    /// <param name="Unit">What rows are counted in, for messages.</param>
    /// <param name="Number">Where it is, from 1.</param>
    /// <param name="Cells">What stands between blanks, tabs and semicolons; at least one.</param>
    private sealed record Row(string Unit, int Number, string[] Cells)
    {
        /// <summary>For example <c>line 3</c>.</summary>
        public string Name => $"{Unit} {Number}";
    }
}

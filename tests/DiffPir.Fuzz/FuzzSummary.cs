using System.Globalization;
using System.Text;

namespace DiffPir.Fuzz;

/// <summary>The results of a run as a table in Markdown.</summary>
internal sealed class FuzzSummary
{
    private const string Heading = """
        | target | minutes | executions | a second | accepted | corpus | edges | longest | most allocated | findings |
        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |

        """;

    private readonly StringBuilder _text = new(Heading);

    /// <summary>Adds a row.</summary>
    /// <param name="result">What came of a target.</param>
    /// <param name="seconds">How long it ran.</param>
    /// <returns>The row.</returns>
    public string Add(FuzzResult result, double seconds)
    {
        string row = string.Create(
            CultureInfo.InvariantCulture,
            $"| {result.Target} | {seconds / 60:F1} | {result.Executions:N0} | {result.Executions / seconds:N0} | {result.Accepted:N0} | {result.Corpus:N0} "
            + $"| {result.Edges?.ToString("N0", CultureInfo.InvariantCulture) ?? "not observed"} | {result.LongestMilliseconds:F0} ms "
            + $"| {result.MostAllocated / 1048576.0:F1} MiB | {result.Findings.Count} |");
        _text.AppendLine(row);
        return row;
    }

    /// <summary>The whole table.</summary>
    public override string ToString() => _text.ToString();
}

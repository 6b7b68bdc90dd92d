using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Reporting;

/// <summary>What a person should know of a result although nothing failed: lines on the error stream, and a list for <c>--json</c>.</summary>
/// <param name="terminal">Shows each at once; null only collects them.</param>
internal sealed class Warnings(Terminal? terminal)
{
    private readonly List<string> _texts = [];

    /// <summary>All so far, in order.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>Adds one and shows it at once.</summary>
    /// <param name="text">A sentence without its full stop, in one line.</param>
    public void Add(string text)
    {
        _texts.Add(text);
        terminal?.Error.WriteLine($"diffpir: warning: {text}");
    }

    /// <summary>Adds what was left out of a picture file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="remarks">The remarks of its reader.</param>
    public void AddRemarks(string path, IEnumerable<string> remarks)
    {
        foreach (string remark in remarks)
        {
            Add($"'{path}': {remark}");
        }
    }

    /// <summary>Adds, of a noise level that looks like a share of the range, what it would be in grey levels.</summary>
    /// <param name="noise">As given, in grey levels; null where it is not.</param>
    public void AddFractionOfNoise(double? noise)
    {
        if (noise is > 0 and < 1)
        {
            Add($"--noise {noise} is {noise} grey levels of 255, hardly any; if a share of the range is meant, give {255 * noise:0.##}");
        }
    }
}

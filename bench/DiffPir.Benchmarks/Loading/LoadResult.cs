using System.Globalization;

namespace DiffPir.Benchmarks.Loading;

/// <summary>What a process that loads a network twice reports, in a line of fields between tabs.</summary>
/// <param name="Name">What loaded.</param>
/// <param name="First">Milliseconds of the first time.</param>
/// <param name="Again">Milliseconds of the second time.</param>
/// <param name="Busy">Milliseconds of processor time, over all threads, of the second time: what other programs disturb least.</param>
/// <param name="Peak">Bytes by which the most resident at once exceeded what was before.</param>
/// <param name="Anonymous">Bytes of own memory afterwards, beyond those before.</param>
/// <param name="File">Bytes of mapped files afterwards, beyond those before.</param>
/// <param name="Weights">Bytes of the network's weights, as it keeps them.</param>
internal sealed record LoadResult(
    string Name, double First, double Again, double Busy, long Peak, long Anonymous, long File, long Weights)
{
    /// <summary>The line.</summary>
    public string ToLine() => string.Create(
        CultureInfo.InvariantCulture, $"{Name}\t{First:R}\t{Again:R}\t{Busy:R}\t{Peak}\t{Anonymous}\t{File}\t{Weights}");

    /// <summary>Reads the line.</summary>
    public static LoadResult Parse(string line)
    {
        string[] fields = line.Split('\t');
        double[] numbers = [.. fields.Skip(1).Select(field => double.Parse(field, CultureInfo.InvariantCulture))];
        return new(
            fields[0], numbers[0], numbers[1], numbers[2], (long)numbers[3], (long)numbers[4], (long)numbers[5], (long)numbers[6]);
    }
}

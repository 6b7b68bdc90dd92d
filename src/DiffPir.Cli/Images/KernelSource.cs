using System.Globalization;
using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Images;

/// <summary>
/// A kernel named on the command line: a file, and which of several kernels in it, <c>FILE.mat:VARIABLE:NUMBER</c> or <c>FILE.npy:NUMBER</c>; or
/// one for each channel, <c>FILE.npy:NUMBER,NUMBER,NUMBER</c> or <c>FILE.png:rgb</c>.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Variable">The variable; null for the only one that can be meant.</param>
/// <param name="Index">The number among the kernels of the variable, from 1; null for the only one.</param>
internal sealed record KernelSource(string Path, string? Variable = null, int? Index = null)
{
    /// <summary>Ends the name of a MAT-file.</summary>
    public const string MatExtension = ".mat";

    private const string NpyExtension = ".npy", ChannelsEnding = ":rgb";

    private const int Colours = 3;

    /// <summary>Which channel of a picture is the kernel, from 0; null for the mean of all.</summary>
    public int? Plane { get; init; }

    /// <summary>Reads the option's value. What is the path of a file is no more than that, whatever its name.</summary>
    /// <returns>One kernel, or one for each channel.</returns>
    /// <exception cref="CliException">The number is none (usage).</exception>
    public static IReadOnlyList<KernelSource> Parse(string text)
    {
        if (text.EndsWith(ChannelsEnding, StringComparison.Ordinal) && !File.Exists(text))
        {
            return [.. Enumerable.Range(0, Colours).Select(plane => new KernelSource(text[..^ChannelsEnding.Length]) { Plane = plane })];
        }

        var (mat, npy) = (EndOfPath(text, MatExtension), EndOfPath(text, NpyExtension));
        int end = Math.Max(mat, npy);
        if (end < 0 || File.Exists(text))
        {
            return [new(text)];
        }

        string[] parts = text[(end + 1)..].Split(':');
        var source = new KernelSource(text[..end]);
        if (mat > npy && parts is [{ Length: > 0 } variable, ..] && !char.IsAsciiDigit(variable[0]))
        {
            source = source with { Variable = variable };
            parts = parts[1..];
        }

        return parts switch
        {
            [] => [source],
            [var number] when Numbers(number) is { Length: 1 or Colours } indices => [.. indices.Select(index => source with { Index = index })],
            _ => throw new CliException(
                ExitCode.Usage,
                $"'{text}' names no kernel: write {(mat > npy ? "FILE.mat, FILE.mat:VARIABLE or FILE.mat:VARIABLE:NUMBER" : "FILE.npy or FILE.npy:NUMBER")}, "
                + "where numbers count from 1; three numbers with commas between are one kernel for each channel"),
        };
    }

    /// <summary>Numbers from 1 with commas between; empty where one is none.</summary>
    private static int[] Numbers(string text)
    {
        int[] numbers = [.. text.Split(',')
            .Select(static part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)];
        return Array.TrueForAll(numbers, static number => number >= 1) ? numbers : [];
    }

    /// <summary>Where a path ends that has an extension and a colon behind it; -1 where there is none.</summary>
    private static int EndOfPath(string text, string extension) =>
        text.LastIndexOf(extension + ":", StringComparison.OrdinalIgnoreCase) is >= 0 and var start ? start + extension.Length : -1;
}

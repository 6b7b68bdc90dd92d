using System.Globalization;
using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Images;

/// <summary>
/// A kernel named on the command line: a file, and which of several kernels in it, <c>FILE.mat:VARIABLE:NUMBER</c> or <c>FILE.npy:NUMBER</c>.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Variable">The variable; null for the only one that can be meant.</param>
/// <param name="Index">The number among the kernels of the variable, from 1; null for the only one.</param>
internal sealed record KernelSource(string Path, string? Variable = null, int? Index = null)
{
    /// <summary>Ends the name of a MAT-file.</summary>
    public const string MatExtension = ".mat";

    private const string NpyExtension = ".npy";

    /// <summary>Reads the option's value. What is the path of a file is no more than that, whatever its name.</summary>
    /// <exception cref="CliException">The number is none (usage).</exception>
    public static KernelSource Parse(string text)
    {
        var (mat, npy) = (EndOfPath(text, MatExtension), EndOfPath(text, NpyExtension));
        var end = Math.Max(mat, npy);
        if (end < 0 || File.Exists(text))
        {
            return new(text);
        }

        var parts = text[(end + 1)..].Split(':');
        var source = new KernelSource(text[..end]);
        if (mat > npy && parts is [{ Length: > 0 } variable, ..] && !char.IsAsciiDigit(variable[0]))
        {
            source = source with { Variable = variable };
            parts = parts[1..];
        }

        return parts switch
        {
            [] => source,
            [var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index >= 1 => source with { Index = index },
            _ => throw new CliException(
                ExitCode.Usage,
                $"'{text}' names no kernel: write {(mat > npy ? "FILE.mat, FILE.mat:VARIABLE or FILE.mat:VARIABLE:NUMBER" : "FILE.npy or FILE.npy:NUMBER")}, "
                + "where numbers count from 1"),
        };
    }

    /// <summary>Where a path ends that has an extension and a colon behind it; -1 where there is none.</summary>
    private static int EndOfPath(string text, string extension) =>
        text.LastIndexOf(extension + ":", StringComparison.OrdinalIgnoreCase) is >= 0 and var start ? start + extension.Length : -1;
}

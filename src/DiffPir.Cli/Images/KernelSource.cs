using System.Globalization;
using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Images;

/// <summary>A kernel named on the command line: a file, and which of the kernels of a MAT-file, <c>FILE.mat:VARIABLE:NUMBER</c>.</summary>
/// <param name="Path">The file.</param>
/// <param name="Variable">The variable; null for the only one that can be meant.</param>
/// <param name="Index">The number among the kernels of the variable, from 1; null for the only one.</param>
internal sealed record KernelSource(string Path, string? Variable = null, int? Index = null)
{
    private const string Extension = ".mat";

    /// <summary>Whether the file should be a MAT-file, by its name.</summary>
    public bool IsMat => Path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the option's value. What is the path of a file is no more than that, whatever its name.</summary>
    /// <exception cref="CliException">The number is none (usage).</exception>
    public static KernelSource Parse(string text)
    {
        var end = text.LastIndexOf(Extension + ":", StringComparison.OrdinalIgnoreCase);
        if (end < 0 || File.Exists(text))
        {
            return new(text);
        }

        var parts = text[(end + Extension.Length + 1)..].Split(':');
        var source = new KernelSource(text[..(end + Extension.Length)]);
        if (parts is [{ Length: > 0 } variable, ..] && !char.IsAsciiDigit(variable[0]))
        {
            source = source with { Variable = variable };
            parts = parts[1..];
        }

        return parts switch
        {
            [] => source,
            [var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index >= 1 => source with { Index = index },
            _ => throw new CliException(
                ExitCode.Usage, $"'{text}' names no kernel: write FILE.mat, FILE.mat:VARIABLE or FILE.mat:VARIABLE:NUMBER, where numbers count from 1"),
        };
    }
}

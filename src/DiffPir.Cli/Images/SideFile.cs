using DiffPir.Cli.Hosting;
using DiffPir.Sampler;

namespace DiffPir.Cli.Images;

/// <summary>Files that are written beside a picture: names, which can be written.</summary>
internal static class SideFile
{
    /// <summary>The picture's name without its extension, and what the file is: out-doubt.png for out.png.</summary>
    /// <param name="output">The picture.</param>
    /// <param name="what">What the file is, with its extension.</param>
    /// <param name="inputs">Files that must not be written over; null for none.</param>
    /// <exception cref="CliException">The file cannot be written.</exception>
    public static string For(string output, string what, IReadOnlyList<string?> inputs)
    {
        string file = $"{Path.ChangeExtension(output, null)}-{what}";
        OutputFile.RequireWritable(file, [.. inputs, output]);
        return file;
    }

    /// <summary>That of a mask.</summary>
    /// <inheritdoc cref="For"/>
    public static string Mask(string output, IReadOnlyList<string?> inputs) => For(output, "mask.png", inputs);

    /// <summary>That of a kernel.</summary>
    /// <inheritdoc cref="For"/>
    public static string Kernel(string output, BlurKernel kernel, IReadOnlyList<string?> inputs) =>
        For(output, "kernel" + KernelFile.ExtensionFor(kernel), inputs);
}

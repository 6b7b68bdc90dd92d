using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Cli.Restoring;

/// <summary>Scratches and dust to fill in where they are to be found in the picture.</summary>
/// <param name="Mask">Where they are; null where none were found.</param>
/// <param name="MaskFile">Where the mask is written; null where there is none, or the picture goes to no file.</param>
internal sealed record DamageReading(PixelMask? Mask, string? MaskFile)
{
    /// <summary>For people: what was found, or why nothing is done.</summary>
    /// <param name="kind">What else is undone.</param>
    public string Text(TaskKind kind) => Mask is null
        ? $"no scratches or dust were found: {(kind == TaskKind.Inpaint ? "the picture is written as it is" : "nothing is filled in")}; paint a mask and name it with --mask where there are some"
        : $"scratches and dust: {100.0 * (Mask.Known.Length - Mask.KnownCount) / Mask.Known.Length:0.##} % of the pixels"
            + (MaskFile is null ? "" : $"; look at {MaskFile}, black is filled in; mend it in an editor where it is wrong and give it with --mask");

    /// <summary>Looks for damage where the task asks for it; null where it does not.</summary>
    /// <param name="path">The photograph's file.</param>
    /// <param name="pixels">The photograph.</param>
    /// <param name="task">The task.</param>
    /// <param name="output">The restored picture's file, beside which the mask goes; null where it goes to no file.</param>
    /// <exception cref="CliException">The mask's file cannot be written.</exception>
    public static DamageReading? Of(string path, PlanarImage pixels, TaskChoice task, string? output)
    {
        if (!task.FindsMask)
        {
            return null;
        }

        if (DamageFinder.Find(pixels) is not { } mask)
        {
            return new DamageReading(null, null);
        }

        return new DamageReading(mask, output is null ? null : SideFile.Mask(output, [path, .. task.Files]));
    }

    /// <summary>The mask's file and its contents; nothing where it has none.</summary>
    public IEnumerable<(string Path, byte[] Contents)> Files => MaskFile is null ? [] : [(MaskFile, Images.MaskFile.Encode(Mask!, ImageFormat.Png))];
}

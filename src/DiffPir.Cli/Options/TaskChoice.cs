using DiffPir.Cli.Images;
using DiffPir.Sampler;

namespace DiffPir.Cli.Options;

/// <summary>What happened to a picture, as the command line says it.</summary>
/// <param name="Kind">The task.</param>
/// <param name="Scale">Reduction factor, 1 where there is none.</param>
/// <param name="KernelPath">Blur kernel file, or null.</param>
/// <param name="Blur">Blur by name, or null.</param>
/// <param name="MaskPath">Mask file, or null.</param>
/// <param name="Noise">Standard deviation of the noise in grey levels, 0 to 255.</param>
/// <param name="Boundary">What lies beyond the edges, or null for what suits the command and the task.</param>
/// <param name="MaxPixels">Largest picture read or produced.</param>
internal sealed record TaskChoice(
    TaskKind Kind, int Scale, string? KernelPath, BlurSpec? Blur, string? MaskPath, double Noise, BoundaryHandling? Boundary, long MaxPixels)
{
    /// <summary>Whether the noise was given rather than left out.</summary>
    public bool NoiseIsGiven { get; init; } = true;

    /// <summary>Whether the noise is to be read off the picture even where it is left alone otherwise, around missing pixels.</summary>
    public bool ReadsNoise { get; init; }

    /// <summary>Whether scratches and dust are to be found in the picture; their mask is then no file yet.</summary>
    public bool FindsMask { get; init; }

    /// <summary>How the picture was reduced, where no filter is named.</summary>
    public Reduction Reduction { get; init; }

    /// <summary>What white means in the mask.</summary>
    public MaskMeaning White { get; init; }

    /// <summary>True where the kernel file is to be turned by 180 degrees, as what other programs correlate with.</summary>
    public bool TurnsKernel { get; init; }

    /// <summary>Whether a blur kernel is named.</summary>
    public bool HasKernel => KernelPath is not null || Blur is not null;

    /// <summary>The files that the task reads beside the picture.</summary>
    public IEnumerable<string> Files =>
        ((string?[])[KernelPath is null ? null : KernelSource.Parse(KernelPath)[0].Path, MaskPath]).OfType<string>();
}

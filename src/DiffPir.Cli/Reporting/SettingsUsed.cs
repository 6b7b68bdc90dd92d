using DiffPir.Cli.Options;
using DiffPir.Kernels;
using DiffPir.Sampler;

namespace DiffPir.Cli.Reporting;

/// <summary>Everything that determined a result beside the pictures, given or chosen: enough to obtain it again.</summary>
/// <param name="Model">The prior as it was named.</param>
/// <param name="Kernel">The blur kernel's file or name, null where there is none.</param>
/// <param name="KernelFlip">True where the kernel was turned by half a turn.</param>
/// <param name="Mask">The mask's file, null where there is none.</param>
/// <param name="Boundary">What lies beyond the edges, null where no blur asks.</param>
/// <param name="Preset">Where omitted settings come from.</param>
/// <param name="Skip">Spacing of the steps, null where the method has one only.</param>
/// <param name="Tile">Longest side of a tile in pixels, 0 for the whole picture.</param>
/// <param name="Precision">Number format of convolutions.</param>
internal sealed record SettingsUsed(
    string Model, string? Kernel, bool KernelFlip, string? Mask, string? Boundary, string Preset, string? Skip, int Tile, string Precision)
{
    /// <summary>Collects them.</summary>
    /// <param name="model">The prior as it was named.</param>
    /// <param name="kernel">The blur kernel as it was named, or null.</param>
    /// <param name="task">The task.</param>
    /// <param name="preset">The preset.</param>
    /// <param name="job">The job that was done.</param>
    /// <param name="precision">What the device used.</param>
    public static SettingsUsed Of(string model, string? kernel, TaskChoice task, Preset preset, RestorationJob job, Precision precision) => new(
        model,
        kernel ?? (task.Reduction == Reduction.Average ? "mean of each block" : null),
        task.TurnsKernel,
        task.MaskPath,
        task.Kind is TaskKind.Deblur or TaskKind.SuperResolution ? Word(job.Degradation.Boundary) : null,
        Word(preset),
        job.Options is DiffPirOptions diffpir ? diffpir.Spacing == StepSpacing.Quadratic ? "quad" : "uniform" : null,
        job.Tile ?? 0,
        Word(precision));

    /// <summary>One line for people; steps, lambda and the like stand elsewhere.</summary>
    public string Describe()
    {
        string?[] parts =
        [
            $"model {Model}",
            Kernel is null ? null : $"kernel {Kernel}{(KernelFlip ? " flipped" : "")}",
            Mask is null ? null : $"mask {Mask}",
            Boundary is null ? null : $"boundary {Boundary}",
            $"preset {Preset}",
            Skip is null ? null : $"skip {Skip}",
            $"tile {Tile}",
            $"precision {Precision}",
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}

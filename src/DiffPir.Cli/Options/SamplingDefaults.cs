using DiffPir.Sampler;

namespace DiffPir.Cli.Options;

/// <summary>The settings that suit a method, a preset, a prior and a task.</summary>
internal static class SamplingDefaults
{
    /// <summary>The method that samples, for every task.</summary>
    public const string Method = "diffpir";

    /// <summary>The method that removes noise with the smallest error, in one or two evaluations of the prior.</summary>
    public const string DenoisingMethod = "mean";

    /// <summary>The method unless another is asked for.</summary>
    /// <param name="preset">Where settings come from.</param>
    /// <param name="isDenoising">Whether only noise is to be removed.</param>
    /// <param name="isSampled">Whether texture, or settings of the sampler, are asked for.</param>
    public static string MethodFor(Preset preset, bool isDenoising, bool isSampled) =>
        isDenoising && !isSampled && preset != Preset.Paper ? DenoisingMethod : Method;

    /// <summary>The settings. Only DiffPIR has others than the published ones.</summary>
    /// <param name="method">The method.</param>
    /// <param name="preset">Where they come from.</param>
    /// <param name="degradation">What to undo.</param>
    /// <param name="noise">Standard deviation of the noise in grey levels.</param>
    /// <param name="settings">Those that suit the prior; null where nobody tells.</param>
    public static MethodOptions For(string method, Preset preset, Degradation degradation, double noise, PriorSettings? settings)
    {
        var published = RestorationMethods.Find(method).Defaults(degradation, noise);
        if (published is not DiffPirOptions builtin)
        {
            return published;
        }

        var paper = DiffPirOptions.Paper(degradation);
        return (preset, settings) switch
        {
            (Preset.Paper, _) => paper,
            (_, { } suitable) => suitable.For(degradation, noise),

            // The published balance of prior and measurement suits the published models; 20 steps and the last prediction suit people.
            _ => builtin with { Lambda = paper.Lambda, Zeta = paper.Zeta, Tau = paper.Tau },
        };
    }

    /// <summary>The task with the edges of the preset, where it names none: the published experiments blur over periodic ones.</summary>
    public static TaskChoice WithEdges(Preset preset, TaskChoice task) =>
        preset == Preset.Paper && task is { Boundary: null, Kind: TaskKind.Deblur or TaskKind.SuperResolution }
            ? task with { Boundary = BoundaryHandling.Periodic }
            : task;

    /// <summary>What speaks against the preset with this prior; null for nothing.</summary>
    public static string? Objection(Preset preset, bool isBuiltin) =>
        preset == Preset.Paper && isBuiltin
            ? "--preset paper was made for the published models and gives noisy results with the built-in one: name a published model with --model, "
            + "or leave the preset out"
            : null;
}

using DiffPir.Sampler;

namespace DiffPir.Cli.Options;

/// <summary>The settings that suit a method, a preset, a prior and a task.</summary>
internal static class SamplingDefaults
{
    /// <summary>The method unless another is asked for.</summary>
    /// <param name="preset">Where settings come from.</param>
    /// <param name="degradation">What to undo.</param>
    /// <param name="noise">Standard deviation of the noise in grey levels.</param>
    /// <param name="settings">Those that suit the prior; null where nobody tells.</param>
    /// <param name="isSampled">Whether texture, or settings of the sampler, are asked for.</param>
    public static string MethodFor(Preset preset, Degradation degradation, double noise, PriorSettings? settings, bool isSampled) =>
        RestorationDefaults.MethodFor(degradation, noise, settings, isSampled || preset == Preset.Paper);

    /// <summary>The settings.</summary>
    /// <param name="method">The method.</param>
    /// <param name="preset">Where they come from.</param>
    /// <param name="degradation">What to undo.</param>
    /// <param name="noise">Standard deviation of the noise in grey levels.</param>
    /// <param name="settings">Those that suit the prior; null where nobody tells.</param>
    public static MethodOptions For(string method, Preset preset, Degradation degradation, double noise, PriorSettings? settings) =>
        preset == Preset.Paper && method == RestorationDefaults.Method
            ? DiffPirOptions.Paper(degradation)
            : RestorationDefaults.OptionsOf(method, degradation, noise, settings);

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

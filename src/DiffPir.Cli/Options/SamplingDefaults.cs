using DiffPir.Sampler;

namespace DiffPir.Cli.Options;

/// <summary>The sampler's settings that suit a preset, a prior and a task.</summary>
internal static class SamplingDefaults
{
    /// <summary>The settings.</summary>
    /// <param name="preset">Where they come from.</param>
    /// <param name="degradation">What to undo.</param>
    /// <param name="isBuiltin">True for the prior that comes with DiffPir.</param>
    public static DiffPirOptions For(Preset preset, Degradation degradation, bool isBuiltin)
    {
        var (paper, builtin) = (DiffPirOptions.Paper(degradation), DiffPirOptions.Default(degradation));
        return (preset, isBuiltin) switch
        {
            (Preset.Paper, _) => paper,
            (_, true) => builtin,

            // The published balance of prior and measurement suits the published models; 20 steps and the last prediction suit people.
            _ => builtin with { Lambda = paper.Lambda, Zeta = paper.Zeta },
        };
    }
}

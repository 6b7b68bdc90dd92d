using DiffPir.Sampler;

namespace DiffPir.Cli.Options;

/// <summary>
/// Settings that suit a prior and a task. Those of the built-in prior were found on the sample photographs (models/README.md); those of
/// every other one are the published ones (DiffPIR, published configuration files).
/// </summary>
internal static class SamplingDefaults
{
    /// <summary>The settings.</summary>
    /// <param name="task">What to undo.</param>
    /// <param name="isBuiltin">True for the prior that comes with DiffPir.</param>
    public static SamplerOptions For(TaskKind task, bool isBuiltin)
    {
        var (lambda, zeta) = (task, isBuiltin) switch
        {
            (TaskKind.Inpaint, _) => (1.0, 1.0),
            (_, true) => (4.0, 1.0),
            (TaskKind.SuperResolution, false) => (2.0, 0.25),
            _ => (7.0, 0.3),
        };
        return new SamplerOptions { Lambda = lambda, Zeta = zeta };
    }
}

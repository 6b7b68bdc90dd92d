using System.CommandLine;
using DiffPir.Sampler;

namespace DiffPir.Cli.Options;

/// <summary>The sampler's settings; what is left out depends on the model and the task (<see cref="SamplingDefaults"/>).</summary>
internal sealed class SamplingOptions
{
    /// <summary>Network evaluations.</summary>
    public Option<long?> Steps { get; } = OptionFactory.Whole("--steps", "network evaluations (20; the paper's figures use 100)", 2, 1000);

    /// <summary>Seed of all noise.</summary>
    public Option<long?> Seed { get; } = OptionFactory.Whole(
        "--seed", "seed of all noise; the same seed gives the same picture up to rounding on every device (0)", 0, long.MaxValue);

    /// <summary>Weight of the measurement.</summary>
    public Option<double?> Lambda { get; } =
        OptionFactory.Real("--lambda", "how far the prior may pull away from the measurement (by model and task)", 0, 1e6, exclusive: true);

    /// <summary>Share of fresh noise.</summary>
    public Option<double?> Zeta { get; } =
        OptionFactory.Real("--zeta", "share of fresh noise in each step, 0 (deterministic) to 1 (by model and task)", 0, 1);

    /// <summary>DDIM eta.</summary>
    public Option<double?> Eta { get; } = OptionFactory.Real("--eta", "stochasticity of the predicted part of the noise (0)", 0, 1);

    /// <summary>Spacing of the timesteps.</summary>
    public Option<StepSpacing?> Skip { get; } = OptionFactory.Word(
        "--skip", "spacing of the steps (quad: dense where little noise is left)", ("quad", StepSpacing.Quadratic), ("uniform", StepSpacing.Uniform));

    /// <summary>Where the rest comes from.</summary>
    public Option<Preset?> Preset { get; } = OptionFactory.Word(
        "--preset",
        "settings left out: auto (by model and task) or paper (the published program, for published models: 100 steps, returns the last "
        + "iterate, periodic edges)",
        ("auto", Options.Preset.Auto),
        ("paper", Options.Preset.Paper));

    /// <summary>Adds all to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[Preset, Steps, Seed, Lambda, Zeta, Eta, Skip])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The seed of a parsed command line.</summary>
    public ulong ReadSeed(ParseResult parse) => (ulong)(parse.GetValue(Seed) ?? 0);

    /// <summary>The preset of a parsed command line.</summary>
    public Preset ReadPreset(ParseResult parse) => parse.GetValue(Preset) ?? Options.Preset.Auto;

    /// <summary>The sampler's options for one task: the defaults of its preset with what the command line says.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="degradation">What to undo.</param>
    /// <param name="isBuiltin">True for the prior that comes with DiffPir.</param>
    public DiffPirOptions Read(ParseResult parse, Degradation degradation, bool isBuiltin)
    {
        var defaults = SamplingDefaults.For(ReadPreset(parse), degradation, isBuiltin);
        return defaults with
        {
            Steps = (int)(parse.GetValue(Steps) ?? defaults.Steps),
            Lambda = parse.GetValue(Lambda) ?? defaults.Lambda,
            Zeta = parse.GetValue(Zeta) ?? defaults.Zeta,
            Eta = parse.GetValue(Eta) ?? defaults.Eta,
            Spacing = parse.GetValue(Skip) ?? defaults.Spacing,
        };
    }
}

namespace DiffPir.Sampler;

/// <summary>Settings of DDPG; the defaults are the published program's.</summary>
public sealed record DdpgOptions : MethodOptions
{
    /// <summary>Creates the published number of steps.</summary>
    public DdpgOptions() => Steps = 100;

    /// <inheritdoc/>
    public override string Method => DdpgMethod.MethodName;

    /// <summary>How long guidance stays that of the inverse, 0 or greater: the gradient's share is abar^gamma. Without noise it has none.</summary>
    public double Gamma { get; init; } = 8;

    /// <summary>Share of fresh noise, 0 to 1; the rest is the noise that the guided estimate implies.</summary>
    public double Zeta { get; init; } = 0.5;

    /// <summary>Regularisation of the inverse as a multiple of the noise's variance on [-1,1], 0 or greater.</summary>
    public double Eta { get; init; } = 0.7;

    /// <summary>Length of gradient steps, above 0.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>What becomes shorter as noise falls.</summary>
    public DdpgDecay Decay { get; init; } = DdpgDecay.Gradient;

    /// <summary>Whether noise is injected at all; without, it is the optimisation scheme IDPG.</summary>
    public bool Injects { get; init; } = true;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(Gamma >= 0 && double.IsFinite(Gamma), nameof(Gamma), Gamma, "0 or greater");
        Require(Zeta is >= 0 and <= 1, nameof(Zeta), Zeta, "0 to 1");
        Require(Eta >= 0 && double.IsFinite(Eta), nameof(Eta), Eta, "0 or greater");
        Require(Scale > 0 && double.IsFinite(Scale), nameof(Scale), Scale, "above 0");
        RequireDefined(Decay, nameof(Decay));
    }
}

namespace DiffPir.Sampler;

/// <summary>Settings of PiGDM; the defaults are those of the program RED-diff by the same group, with predictions limited to what pictures can be.</summary>
public sealed record PigdmOptions : MethodOptions
{
    /// <summary>Creates settings of 100 steps.</summary>
    public PigdmOptions() => Steps = 100;

    /// <inheritdoc/>
    public override string Method => PigdmMethod.MethodName;

    /// <summary>Share of fresh noise, 0 (deterministic) to 1.</summary>
    public double Eta { get; init; } = 1;

    /// <summary>The weight of the gradient.</summary>
    public PigdmWeight Weight { get; init; } = PigdmWeight.Adaptive;

    /// <summary>
    /// Whether predicted pictures are limited to [-1,1], and the predicted noise with them, as programs for guided-diffusion networks do.
    /// </summary>
    public bool Clamp { get; init; } = true;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(Eta is >= 0 and <= 1, nameof(Eta), Eta, "0 to 1");
        RequireDefined(Weight, nameof(Weight));
    }
}

namespace DiffPir.Sampler;

/// <summary>Settings of DPS; the defaults are the published ones for blurs and reductions.</summary>
public sealed record DpsOptions : MethodOptions
{
    /// <summary>Creates the published settings.</summary>
    public DpsOptions() => Steps = 1000;

    /// <inheritdoc/>
    public override string Method => DpsMethod.MethodName;

    /// <summary>Length of the step towards the measurement, 0 to 1000, at 1000 steps; fewer steps take longer ones.</summary>
    public double Scale { get; init; } = 0.3;

    /// <summary>What <see cref="Scale"/> multiplies.</summary>
    public DpsScaling Scaling { get; init; } = DpsScaling.Norm;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(Scale is >= 0 and <= 1000, nameof(Scale), Scale, "0 to 1000");
        RequireDefined(Scaling, nameof(Scaling));
    }
}

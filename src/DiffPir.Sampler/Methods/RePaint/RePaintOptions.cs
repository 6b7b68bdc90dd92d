namespace DiffPir.Sampler;

/// <summary>
/// Settings of RePaint. The defaults are the published ones: 250 steps of which each stretch of 10 is walked 10 times, 2410 evaluations of the prior.
/// </summary>
public sealed record RePaintOptions : MethodOptions
{
    /// <summary>Creates the published settings.</summary>
    public RePaintOptions() => Steps = 250;

    /// <inheritdoc/>
    public override string Method => RePaintMethod.MethodName;

    /// <summary>Steps of a stretch, 1 to 1000.</summary>
    public int JumpLength { get; init; } = 10;

    /// <summary>How often each stretch is walked, 1 to 100.</summary>
    public int JumpRepeat { get; init; } = 10;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(JumpLength is >= 1 and <= 1000, nameof(JumpLength), JumpLength, "1 to 1000");
        Require(JumpRepeat is >= 1 and <= 100, nameof(JumpRepeat), JumpRepeat, "1 to 100");
    }
}

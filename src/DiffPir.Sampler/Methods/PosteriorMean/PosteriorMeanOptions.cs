namespace DiffPir.Sampler;

/// <summary>Settings of denoising by the mean.</summary>
public sealed record PosteriorMeanOptions : MethodOptions
{
    /// <summary>Creates the default: two evaluations where noise was clipped, else one.</summary>
    public PosteriorMeanOptions() => Steps = 2;

    /// <inheritdoc/>
    public override string Method => PosteriorMeanMethod.MethodName;

    /// <summary>Checks that <see cref="MethodOptions.Steps"/>, the evaluations of the prior where noise was clipped, are 1 to 10.</summary>
    /// <exception cref="SamplerException">They are not.</exception>
    public override void Validate() => Require(Steps is >= 1 and <= 10, nameof(Steps), Steps, "1 to 10");
}

namespace DiffPir.Sampler;

/// <summary>Settings of denoising by the mean, and of filling missing pixels before that.</summary>
public sealed record PosteriorMeanOptions : MethodOptions
{
    private const int FillingOfHoles = 12;

    /// <summary>Creates the default for noise alone: two evaluations where noise was clipped, else one.</summary>
    public PosteriorMeanOptions() => Steps = 2;

    /// <inheritdoc/>
    public override string Method => PosteriorMeanMethod.MethodName;

    /// <summary>Evaluations that fill in missing pixels, before the last ones, 0 to 100; as many are taken as the noise leaves room for.</summary>
    public int Filling { get; init; }

    /// <summary>Factor of the noise drawn while missing pixels are filled in, above 0 to 1: below 1 they come out smoother.</summary>
    public double Tau { get; init; } = 1;

    /// <summary>The settings that suit the built-in prior.</summary>
    /// <param name="degradation">What to undo.</param>
    public static PosteriorMeanOptions Default(Degradation degradation) => PriorSettings.BuiltIn.ForMean(degradation);

    /// <summary>
    /// Checks that <see cref="MethodOptions.Steps"/>, the evaluations of the prior where noise was clipped, are 1 to 10, and the other ranges.
    /// </summary>
    /// <exception cref="SamplerException">A value is out of range.</exception>
    public override void Validate()
    {
        Require(Steps is >= 1 and <= 10, nameof(Steps), Steps, "1 to 10");
        Require(Filling is >= 0 and <= 100, nameof(Filling), Filling, "0 to 100");
        Require(Tau is > 0 and <= 1, nameof(Tau), Tau, "above 0 to 1");
        ValidateShared();
    }

    /// <summary>The number of evaluations that fill holes, and a smoothness that suits a prior.</summary>
    internal static PosteriorMeanOptions ForHoles(double tau) => new() { Filling = FillingOfHoles, Tau = tau };
}

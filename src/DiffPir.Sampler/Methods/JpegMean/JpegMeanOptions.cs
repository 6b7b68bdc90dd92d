namespace DiffPir.Sampler;

/// <summary>Settings of the restoration of JPEG files. <see cref="MethodOptions.Steps"/> are the evaluations of the prior.</summary>
public sealed record JpegMeanOptions : MethodOptions
{
    /// <summary>Creates the default.</summary>
    public JpegMeanOptions() => Steps = 6;

    /// <inheritdoc/>
    public override string Method => JpegMeanMethod.MethodName;

    /// <summary>First noise level, as a multiple of the noise that compression is taken for; greater than 0.</summary>
    public double First { get; init; } = 1.5;

    /// <summary>Last noise level, as such a multiple; greater than 0.</summary>
    public double Last { get; init; } = 1;

    /// <summary>Share of the noise level that is added to the picture before each evaluation; the rest is what is wrong with it. 0 to 1.</summary>
    public double Tau { get; init; } = 0.85;

    /// <summary>Uncertainty of a predicted coefficient, as a multiple of the noise level; greater than 0.</summary>
    public double Trust { get; init; } = 1;

    /// <summary>Share of the evaluations, the last ones, whose predictions are averaged; above 0 to 1.</summary>
    public double Averaged { get; init; } = 1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(First > 0 && double.IsFinite(First), nameof(First), First, "greater than 0");
        Require(Last > 0 && double.IsFinite(Last), nameof(Last), Last, "greater than 0");
        Require(Tau is >= 0 and <= 1, nameof(Tau), Tau, "0 to 1");
        Require(Trust > 0 && double.IsFinite(Trust), nameof(Trust), Trust, "greater than 0");
        Require(Averaged is > 0 and <= 1, nameof(Averaged), Averaged, "above 0 to 1");
    }
}

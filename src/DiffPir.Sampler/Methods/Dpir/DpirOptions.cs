namespace DiffPir.Sampler;

/// <summary>Settings of DPIR; the defaults are the published ones for deblurring (8 steps, lambda 0.23, from 49 grey levels).</summary>
public sealed record DpirOptions : MethodOptions
{
    /// <summary>Creates the published settings for deblurring.</summary>
    public DpirOptions() => Steps = 8;

    /// <inheritdoc/>
    public override string Method => DpirMethod.MethodName;

    /// <summary>Weight of the prior against the measurement, greater than 0.</summary>
    public double Lambda { get; init; } = 0.23;

    /// <summary>Noise level that the first denoising is told, in grey levels, above 0 to 255.</summary>
    public double FirstLevel { get; init; } = 49;

    /// <summary>Noise level that the last denoising is told, in grey levels, above 0; null for the measurement's, at least 1.</summary>
    public double? LastLevel { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(Lambda > 0 && double.IsFinite(Lambda), nameof(Lambda), Lambda, "greater than 0");
        Require(FirstLevel is > 0 and <= 255, nameof(FirstLevel), FirstLevel, "above 0 to 255");
        Require(LastLevel is null or (> 0 and <= 255), nameof(LastLevel), LastLevel, "above 0 to 255");
    }
}

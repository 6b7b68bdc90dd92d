namespace DiffPir.Sampler;

/// <summary>Settings of DDRM; the defaults are the published ones (20 steps, eta 0.85, eta_B 1).</summary>
public sealed record DdrmOptions : MethodOptions
{
    /// <inheritdoc/>
    public override string Method => DdrmMethod.MethodName;

    /// <summary>Share of fresh noise, 0 to 1, where the measurement says less than the iterate.</summary>
    public double Eta { get; init; } = 0.85;

    /// <summary>Weight of the measurement, 0 to 1, where it says more than the iterate.</summary>
    public double EtaB { get; init; } = 1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(Eta is >= 0 and <= 1, nameof(Eta), Eta, "0 to 1");
        Require(EtaB is >= 0 and <= 1, nameof(EtaB), EtaB, "0 to 1");
    }
}

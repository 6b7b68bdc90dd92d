namespace DiffPir.Sampler;

/// <summary>Settings of DDNM and DDNM+; the defaults are the published ones (100 steps, eta 0.85, no time travel).</summary>
public abstract record DdnmOptionsBase : MethodOptions
{
    private protected DdnmOptionsBase() => Steps = 100;

    /// <summary>Share of fresh noise, 0 to 1.</summary>
    public double Eta { get; init; } = 0.85;

    /// <summary>Steps that time travel goes back, 1 to 1000.</summary>
    public int TravelLength { get; init; } = 1;

    /// <summary>How often each stretch is walked, 1 (no time travel) to 100.</summary>
    public int TravelRepeat { get; init; } = 1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(Eta is >= 0 and <= 1, nameof(Eta), Eta, "0 to 1");
        Require(TravelLength is >= 1 and <= 1000, nameof(TravelLength), TravelLength, "1 to 1000");
        Require(TravelRepeat is >= 1 and <= 100, nameof(TravelRepeat), TravelRepeat, "1 to 100");
    }
}

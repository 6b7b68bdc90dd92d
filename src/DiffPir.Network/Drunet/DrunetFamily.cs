namespace DiffPir.Network;

/// <summary>DRUNet (Zhang et al. 2021).</summary>
internal sealed class DrunetFamily : DenoiserFamily
{
    /// <inheritdoc/>
    public override DenoiserArchitecture Architecture => DenoiserArchitecture.Drunet;

    /// <inheritdoc/>
    public override NetworkMark Mark => NetworkMark.Drunet;

    /// <inheritdoc/>
    public override bool HasOwnSchedule => true;

    /// <inheritdoc/>
    public override RecognisedNetwork Infer(Checkpoint checkpoint, UNetOptions? options)
    {
        var network = DrunetConfiguration.Infer(checkpoint);
        return new(network, (device, choices) => DrunetDenoiser.Load(device, checkpoint, network, choices));
    }
}

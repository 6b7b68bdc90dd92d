namespace DiffPir.Network;

/// <summary>The UNet of guided-diffusion (Dhariwal and Nichol 2021).</summary>
internal sealed class GuidedDiffusionFamily : DenoiserFamily
{
    /// <inheritdoc/>
    public override DenoiserArchitecture Architecture => DenoiserArchitecture.GuidedDiffusion;

    /// <inheritdoc/>
    public override NetworkMark Mark => NetworkMark.GuidedDiffusion;

    /// <inheritdoc/>
    public override bool HasOwnSchedule => false;

    /// <inheritdoc/>
    public override RecognisedNetwork Infer(Checkpoint checkpoint, UNetOptions? options)
    {
        var network = UNetConfiguration.Infer(checkpoint, options);
        return new(network, (device, choices) => UNetDenoiser.Load(device, checkpoint, network, UNetDenoiser.WeightsOf, choices))
        {
            Describe = () => UNetInference.Describe(network, withAssumed: false),
        };
    }
}

using System.Text;

namespace DiffPir.Network;

/// <summary>UNet2DModel of the diffusers library, with its config.json.</summary>
internal sealed class DiffusersFamily : DenoiserFamily
{
    /// <inheritdoc/>
    public override DenoiserArchitecture Architecture => DenoiserArchitecture.Diffusers;

    /// <inheritdoc/>
    public override NetworkMark Mark => NetworkMark.Diffusers;

    /// <inheritdoc/>
    public override bool HasOwnSchedule => true;

    /// <inheritdoc/>
    public override RecognisedNetwork Infer(Checkpoint checkpoint, UNetOptions? options)
    {
        (var network, var names) = DiffusersFolder.Infer(checkpoint, options);
        return new(network, (device, choices) => UNetDenoiser.Load(device, checkpoint, network, names.WeightsOf, choices))
        {
            Configurations = [.. DiffusersFolder.FindConfigurations(checkpoint)],
            Describe = () => new(StringComparer.Ordinal)
            {
                [DiffusersFolder.ConfigKey] = Encoding.UTF8.GetString(DiffusersFolder.FindConfig(checkpoint).Json.Span),
            },
        };
    }
}

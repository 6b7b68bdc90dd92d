namespace DiffPir.Network;

/// <summary>What a recognised network is, before it is loaded. Its text describes it in one line.</summary>
public interface IDenoiserConfiguration : IPriorTraits
{
    /// <summary>The family of networks, for people: guided-diffusion UNet, diffusers UNet2DModel or DRUNet.</summary>
    string Architecture { get; }
}

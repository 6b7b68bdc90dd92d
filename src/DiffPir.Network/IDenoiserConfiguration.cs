namespace DiffPir.Network;

/// <summary>What a recognised network is, before it is loaded. Its text describes it in one line.</summary>
public interface IDenoiserConfiguration
{
    /// <summary>The family of networks, for people: guided-diffusion UNet, diffusers UNet2DModel or DRUNet.</summary>
    string Architecture { get; }

    /// <summary>Channels of the images it was trained on.</summary>
    int Channels { get; }

    /// <summary>Both sides of an image must be multiples of this.</summary>
    int SizeMultiple { get; }
}

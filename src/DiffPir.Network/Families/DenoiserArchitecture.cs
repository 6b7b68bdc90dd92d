namespace DiffPir.Network;

/// <summary>The networks that can be a prior.</summary>
public enum DenoiserArchitecture
{
    /// <summary>The UNet of guided-diffusion (Dhariwal and Nichol 2021), with or without classes.</summary>
    GuidedDiffusion,

    /// <summary>UNet2DModel of the diffusers library, with its config.json.</summary>
    Diffusers,

    /// <summary>DRUNet (Zhang et al. 2021).</summary>
    Drunet,
}

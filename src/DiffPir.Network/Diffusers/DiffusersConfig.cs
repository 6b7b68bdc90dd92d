namespace DiffPir.Network;

/// <summary>What the config.json of a diffusers UNet2DModel says.</summary>
/// <param name="Network">The network.</param>
/// <param name="SineFirst">Whether the embedding of the time has its sines before its cosines.</param>
internal sealed record DiffusersConfig(UNetConfiguration Network, bool SineFirst);

using DiffPir.Kernels;
using DiffPir.Kernels.Attention;
using DiffPir.Testing;

namespace DiffPir.Network.Tests;

/// <summary>The networks whose tensors are listed in tests/fixtures, with <see cref="SyntheticWeights"/>.</summary>
internal static class SyntheticUNet
{
    /// <summary>Loads a network.</summary>
    /// <param name="device">Where it computes.</param>
    /// <param name="folder">Where its file is written, unless it is there.</param>
    /// <param name="name">Its listing.</param>
    public static UNetDenoiser Load(ComputeDevice device, TemporaryFolder folder, string name)
    {
        using var checkpoint = Open(folder, name);
        return UNetDenoiser.Load(device, checkpoint, Options(name));
    }

    /// <summary>Reads a network's configuration and its parameters as they are trained.</summary>
    /// <param name="folder">Where its file is written, unless it is there.</param>
    /// <param name="name">Its listing.</param>
    public static (UNetConfiguration Network, float[] Values) Read(TemporaryFolder folder, string name)
    {
        using var checkpoint = Open(folder, name);
        var network = UNetConfiguration.Infer(checkpoint, Options(name));
        return (network, TrainingParameters.Read(network, checkpoint));
    }

    private static Checkpoint Open(TemporaryFolder folder, string name)
    {
        string path = folder.File($"{name}.safetensors");
        if (!File.Exists(path))
        {
            SyntheticWeights.Write(path, ParameterListing.Read(name));
        }

        return Checkpoint.Open(path);
    }

    // What shapes do not tell.
    private static UNetOptions Options(string name) => name switch
    {
        "unet-a" => new() { HeadChannels = 16 },
        "unet-b" => new() { Heads = 2 },
        "unet-c" => new() { HeadChannels = 32, AttentionOrder = AttentionOrder.New },
        _ => new(),
    };
}

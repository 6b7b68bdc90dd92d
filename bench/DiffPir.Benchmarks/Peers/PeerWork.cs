using DiffPir.Kernels;

namespace DiffPir.Benchmarks.Peers;

/// <summary>One evaluation that every peer times: a published network, a square picture, one image.</summary>
/// <param name="Network">One of <see cref="PublishedNetworks"/>.</param>
/// <param name="Size">Side of the picture.</param>
/// <param name="Device">What the device is called by <see cref="DeviceCatalog"/>.</param>
/// <param name="Threads">Processor threads.</param>
/// <param name="Precision">Number format in which convolutions multiply; PyTorch stores activations in a 16-bit format too.</param>
internal sealed record PeerWork(string Network, int Size, string Device, int Threads, Precision Precision)
{
    /// <summary>What is computed after the prediction.</summary>
    public PeerGradient Gradient { get; init; }

    /// <summary>The precision as the command line says it.</summary>
    public string Format => Precision.ToString().ToLowerInvariant();

    /// <summary>True on an NVIDIA GPU.</summary>
    public bool IsCuda => Device.StartsWith("cuda", StringComparison.Ordinal);
}

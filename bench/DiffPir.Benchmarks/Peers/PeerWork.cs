namespace DiffPir.Benchmarks.Peers;

/// <summary>One evaluation that every peer times: a published network, a square picture, one image.</summary>
/// <param name="Network">One of <see cref="PublishedNetworks.Names"/>.</param>
/// <param name="Size">Side of the picture.</param>
/// <param name="Device">What the device is called by <see cref="Kernels.DeviceCatalog"/>.</param>
/// <param name="Threads">Processor threads.</param>
internal sealed record PeerWork(string Network, int Size, string Device, int Threads)
{
    /// <summary>The time step that is evaluated.</summary>
    public const int Timestep = 500;

    /// <summary>Element i of the picture, the same in every language.</summary>
    public static float Pixel(int i) => (float)Math.Sin(0.37 * i);
}

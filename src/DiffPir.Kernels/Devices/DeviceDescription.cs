namespace DiffPir.Kernels;

/// <summary>What is known of a device before it is opened.</summary>
/// <param name="Kind">Runtime that drives it.</param>
/// <param name="Index">Position among the devices of its kind; with the kind it forms <see cref="Selector"/>.</param>
/// <param name="Name">The vendor's name of the device.</param>
/// <param name="Platform">Driver or platform and version.</param>
/// <param name="MemoryBytes">Device memory in bytes; for processors, what the runtime offers of the main memory.</param>
/// <param name="IsProcessor">True where kernels run on the processor's cores.</param>
/// <param name="UnusableReason">Null for a usable device, else why it cannot be used.</param>
public sealed record DeviceDescription(
    DeviceKind Kind, int Index, string Name, string Platform, long MemoryBytes, bool IsProcessor, string? UnusableReason)
{
    /// <summary>The text that selects this device: <c>cuda:0</c>, <c>opencl:1</c>, <c>cpu</c>.</summary>
    public string Selector => Kind switch
    {
        DeviceKind.Cuda => $"cuda:{Index}",
        DeviceKind.OpenCl => $"opencl:{Index}",
        _ => "cpu",
    };

    /// <summary>True for a device that can be opened.</summary>
    public bool IsUsable => UnusableReason is null;
}

namespace DiffPir.Kernels.Fourier;

/// <summary>Work-group sizes of kernels whose grid x is a column.</summary>
internal static class ColumnGroup
{
    /// <summary>Work-items of a group: few, so that narrow planes waste little; one on the CPU accelerator, which simulates threads.</summary>
    public static int Size(ComputeDevice device) => device.Description.Kind == DeviceKind.Cpu ? 1 : 64;

    /// <summary>Groups that cover a row.</summary>
    public static int Count(ComputeDevice device, int columns) => (columns + Size(device) - 1) / Size(device);
}

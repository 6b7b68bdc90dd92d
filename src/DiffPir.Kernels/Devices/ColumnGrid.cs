using ILGPU;

namespace DiffPir.Kernels;

/// <summary>Launches of kernels whose grid x is a column, y a row and z a plane; neighbouring work-items touch neighbouring floats.</summary>
internal static class ColumnGrid
{
    /// <summary>Work-items of a group: few, so that narrow pictures waste little.</summary>
    public const int Group = 64;

    /// <summary>
    /// A launch over columns, rows and planes; the kernel guards the last columns itself. Groups
    /// are single on the CPU accelerator, which simulates threads.
    /// </summary>
    public static KernelConfig Config(ComputeDevice device, int columns, int rows, int planes)
    {
        int group = device.Description.Kind == DeviceKind.Cpu ? 1 : Group;
        return new(new Index3D(Rounding.DivideUp(columns, group), rows, planes), new Index3D(group, 1, 1));
    }
}

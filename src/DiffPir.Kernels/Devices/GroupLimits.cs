using ILGPU.Runtime;

namespace DiffPir.Kernels;

/// <summary>What a group of work-items may take of a device.</summary>
/// <param name="WorkItems">Work-items.</param>
/// <param name="LocalBytes">Bytes of memory that they share.</param>
internal readonly record struct GroupLimits(int WorkItems, int LocalBytes)
{
    /// <summary>
    /// The largest group of any launch through OpenCL. Compilers for AMD's GPUs take 256 work-items for the most where a kernel says
    /// nothing else, and some of Intel's GPUs have no more.
    /// </summary>
    public const int OpenClWorkItems = 256;

    /// <summary>
    /// Local memory of every OpenCL device of the full profile. Kernels that take more are left out where a device has less than they need:
    /// see <see cref="Attention.AttentionLauncher"/>.
    /// </summary>
    public const int OpenClLocalBytes = 32 * 1024;

    /// <summary>The limits of a device.</summary>
    public static GroupLimits Of(Accelerator accelerator) => new(accelerator.MaxNumThreadsPerGroup, accelerator.MaxSharedMemoryPerGroup);

    /// <summary>Checks that kernels which are never left out fit.</summary>
    /// <param name="kind">The kind of device.</param>
    /// <exception cref="NotSupportedException">They do not.</exception>
    public void RequireEnough(DeviceKind kind)
    {
        if (kind == DeviceKind.OpenCl && (WorkItems < OpenClWorkItems || LocalBytes < OpenClLocalBytes))
        {
            throw new NotSupportedException(
                $"a group may have {WorkItems} work-items and {LocalBytes} bytes of local memory; {OpenClWorkItems} and {OpenClLocalBytes} are needed");
        }
    }
}

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
    /// Local memory of every OpenCL device of the full profile. Kernels that take more, those of attention's gradient by blocks, are left out where a
    /// device has less than they need.
    /// </summary>
    public const int OpenClLocalBytes = 32 * 1024;

    /// <summary>What an OpenCL device lacks for the kernels that are never left out; null for nothing.</summary>
    public string? OpenClShortage => WorkItems >= OpenClWorkItems && LocalBytes >= OpenClLocalBytes
        ? null
        : $"its groups take {WorkItems} work-items and {LocalBytes} bytes of local memory, DiffPir needs {OpenClWorkItems} and {OpenClLocalBytes}";
}

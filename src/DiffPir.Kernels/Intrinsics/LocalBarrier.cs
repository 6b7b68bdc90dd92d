using ILGPU;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// A work-group barrier that orders shared memory. ILGPU 1.5 prints only the global fence on OpenCL, which by the specification does
/// not order local memory.
/// </summary>
internal static class LocalBarrier
{
    /// <summary>Waits for the group; writes to shared and global memory before it are visible after it.</summary>
    [IntrinsicImplementation]
    public static void Wait() => Group.Barrier();

    internal static void OpenCl(CLBackend backend, CLCodeGenerator generator, Value value) =>
        generator.Builder.AppendLine("\tbarrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);");

    internal static void Ptx(PTXBackend backend, PTXCodeGenerator generator, Value value) =>
        generator.Builder.AppendLine("\tbar.sync 0;");
}

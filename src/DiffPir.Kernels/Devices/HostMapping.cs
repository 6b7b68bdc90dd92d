using System.Runtime.InteropServices;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace DiffPir.Kernels;

/// <summary>
/// Memory of an OpenCL device where the host can write it. On a processor that is the memory itself, nothing is copied. What was there
/// before is not kept.
/// </summary>
internal sealed unsafe partial class HostMapping : IDisposable
{
    private const ulong WriteInvalidate = 4; // CL_MAP_WRITE_INVALIDATE_REGION
    private const int HugePages = 14; // MADV_HUGEPAGE
    private const long HugePage = 2 << 20;

    private readonly ComputeDevice _device;
    private readonly MemoryBuffer _buffer;

    /// <summary>Maps a whole buffer.</summary>
    /// <exception cref="DeviceException">The device refuses.</exception>
    public HostMapping(ComputeDevice device, MemoryBuffer buffer)
    {
        (_device, _buffer) = (device, buffer);
        Start = (float*)Map(Queue, buffer.NativePtr, 1, WriteInvalidate, 0, (nuint)buffer.LengthInBytes, 0, null, null, out int error);
        if (error != 0)
        {
            throw new DeviceException(
                $"{device.Description.Name} could not map {buffer.LengthInBytes >> 20} MiB of its memory (OpenCL error {error}). "
                + "Use another device ('diffpir devices' lists them)");
        }

        AdviseHugePages((long)Start, buffer.LengthInBytes);
    }

    /// <summary>The memory.</summary>
    public float* Start { get; }

    private nint Queue => ((CLStream)_device.Accelerator.DefaultStream).CommandQueue;

    /// <summary>Gives the memory back to the device and waits.</summary>
    public void Dispose()
    {
        _ = Unmap(Queue, _buffer.NativePtr, Start, 0, null, null);
        _device.Synchronize();
    }

    /// <summary>
    /// Pages of 2 MiB where whole ones fit: fresh memory is handed out faster, and kernels that stream through it miss fewer addresses.
    /// Only advice: without it, or where the system has none, nothing else changes.
    /// </summary>
    private static void AdviseHugePages(long start, long length)
    {
        long first = (start + HugePage - 1) & -HugePage, last = (start + length) & -HugePage;
        if (OperatingSystem.IsLinux() && last > first)
        {
            _ = Advise((void*)first, (nuint)(last - first), HugePages);
        }
    }

    [LibraryImport("OpenCL", EntryPoint = "clEnqueueMapBuffer")]
    private static partial void* Map(
        nint queue, nint buffer, uint blocking, ulong flags, nuint offset, nuint length, uint waits, void* waitFor, void* done, out int error);

    [LibraryImport("OpenCL", EntryPoint = "clEnqueueUnmapMemObject")]
    private static partial int Unmap(nint queue, nint buffer, void* start, uint waits, void* waitFor, void* done);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}

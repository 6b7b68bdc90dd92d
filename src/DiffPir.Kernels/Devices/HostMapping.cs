using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace DiffPir.Kernels;

/// <summary>
/// Memory of a device that is the processor, where the host can write it: nothing is copied. What was there before is not kept.
/// </summary>
internal sealed unsafe partial class HostMapping : IDisposable
{
    private const ulong WriteInvalidate = 4; // CL_MAP_WRITE_INVALIDATE_REGION
    private const int HugePages = 14; // MADV_HUGEPAGE
    private const int HugePage = 2 << 20;

    /// <summary>Floats of a large page: room to leave where memory is to begin with one.</summary>
    public const int HugePageFloats = HugePage / sizeof(float);

    private readonly ComputeDevice _device;
    private readonly MemoryBuffer? _mapped;
    private readonly long _bytes;

    /// <summary>Maps a part of a buffer.</summary>
    /// <exception cref="DeviceException">The device refuses.</exception>
    public HostMapping(ComputeDevice device, ArrayView<float> view)
    {
        (_device, _bytes) = (device, view.LengthInBytes);
        var (buffer, offset) = (((IContiguousArrayView)view).Buffer, ((IContiguousArrayView)view).IndexInBytes);
        if (device.Description.Kind == DeviceKind.Cpu)
        {
            Start = (float*)(buffer.NativePtr + (nint)offset);
            return;
        }

        _mapped = buffer;
        Start = (float*)Map(
            Queue, buffer.NativePtr, 1, WriteInvalidate, (nuint)offset, (nuint)_bytes, 0, null, null, out int error);
        if (error != 0)
        {
            throw new DeviceException(
                $"{device.Description.Name} could not map {_bytes >> 20} MiB of its memory (OpenCL error {error}). "
                + "Choose another device");
        }
    }

    /// <summary>The memory.</summary>
    public float* Start { get; }

    private nint Queue => ((CLStream)_device.Stream).CommandQueue;

    /// <summary>Gives the memory back to the device, in the order of its work.</summary>
    public void Dispose()
    {
        if (_mapped is not null)
        {
            _ = Unmap(Queue, _mapped.NativePtr, Start, 0, null, null);
        }
    }

    /// <summary>
    /// Asks the system for pages of 2 MiB in memory that nothing has touched: it is handed out faster, and kernels that stream through it miss
    /// fewer addresses. Only advice: without it, or where the system has none, nothing else changes.
    /// </summary>
    /// <returns>Floats in front of the first boundary of such pages; fewer than <see cref="HugePageFloats"/>.</returns>
    public long AdviseHugePages()
    {
        long start = (long)Start, first = Rounding.RoundUp(start, HugePage), last = (start + _bytes) / HugePage * HugePage;
        if (OperatingSystem.IsLinux() && last > first)
        {
            _ = Advise((void*)first, (nuint)(last - first), HugePages);
        }

        return (first - start) / sizeof(float);
    }

    [LibraryImport("OpenCL", EntryPoint = "clEnqueueMapBuffer")]
    private static partial void* Map(
        nint queue, nint buffer, uint blocking, ulong flags, nuint offset, nuint length, uint waits, void* waitFor, void* done, out int error);

    [LibraryImport("OpenCL", EntryPoint = "clEnqueueUnmapMemObject")]
    private static partial int Unmap(nint queue, nint buffer, void* start, uint waits, void* waitFor, void* done);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}

using System.Runtime.ExceptionServices;
using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels;

/// <summary>
/// Fills device memory block by block, on as many threads as the device may use. Where the device is the processor, blocks are written to
/// their place; elsewhere they pass through a small piece of host memory.
/// </summary>
internal static unsafe class DeviceWriter
{
    /// <summary>Floats that are uploaded at a time, or one block where that is larger: 8 MiB.</summary>
    private const int Staged = 2 << 20;

    /// <summary>Writes one block.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <param name="block">Its place; every element is to be written.</param>
    public delegate void FillBlock(int index, Span<float> block);

    /// <summary>Fills a buffer and waits.</summary>
    /// <param name="device">The buffer's device.</param>
    /// <param name="buffer">The buffer, a whole number of blocks.</param>
    /// <param name="blockLength">Floats of a block.</param>
    /// <param name="fill">Called once for each block, from several threads.</param>
    public static void Write(ComputeDevice device, MemoryBuffer1D<float, Stride1D.Dense> buffer, int blockLength, FillBlock fill)
    {
        int blocks = (int)(buffer.Length / blockLength);
        if (device.Description.Kind == DeviceKind.Cpu)
        {
            FillBlocks(device, (float*)buffer.NativePtr, 0, blocks, blockLength, fill);
        }
        else if (device.Description is { Kind: DeviceKind.OpenCl, IsProcessor: true })
        {
            using var mapping = new HostMapping(device, buffer);
            FillBlocks(device, mapping.Start, 0, blocks, blockLength, fill);
        }
        else
        {
            Upload(device, buffer, blocks, blockLength, fill);
        }
    }

    private static void Upload(
        ComputeDevice device, MemoryBuffer1D<float, Stride1D.Dense> buffer, int blocks, int blockLength, FillBlock fill)
    {
        int atOnce = Math.Clamp(Staged / blockLength, 1, blocks);
        float[] staging = GC.AllocateUninitializedArray<float>(atOnce * blockLength, pinned: true);
        fixed (float* start = staging)
        {
            for (int first = 0; first < blocks; first += atOnce)
            {
                int count = Math.Min(atOnce, blocks - first);
                FillBlocks(device, start, first, count, blockLength, fill);
                buffer.View.SubView((long)first * blockLength, (long)count * blockLength)
                    .CopyFromCPU(device.Accelerator.DefaultStream, ref staging[0], (long)count * blockLength);
                device.Synchronize();
            }
        }
    }

    private static void FillBlocks(ComputeDevice device, float* start, int first, int count, int blockLength, FillBlock fill)
    {
        var limit = new ParallelOptions { MaxDegreeOfParallelism = device.Threads > 0 ? device.Threads : -1 };
        try
        {
            Parallel.For(0, count, limit, i => fill(first + i, new Span<float>(start + ((long)i * blockLength), blockLength)));
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }
}

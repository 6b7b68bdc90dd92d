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

    /// <summary>Fills memory and waits.</summary>
    /// <param name="device">The device whose memory it is.</param>
    /// <param name="targets">What to fill: the blocks of all of them at the same time, in no order.</param>
    public static void Write(ComputeDevice device, IReadOnlyList<Target> targets)
    {
        if (device.IsProcessor)
        {
            WriteInPlace(device, targets);
        }
        else
        {
            int staged = targets.Select(target => BlocksAtOnce(target) * target.BlockLength).DefaultIfEmpty().Max();
            float[] staging = GC.AllocateUninitializedArray<float>(staged, pinned: true);
            foreach (var target in targets)
            {
                Upload(device, target, staging);
            }
        }
    }

    private static void WriteInPlace(ComputeDevice device, IReadOnlyList<Target> targets)
    {
        var mappings = new List<HostMapping>(targets.Count);
        try
        {
            var ends = new List<int>(targets.Count);
            foreach (var target in targets)
            {
                mappings.Add(new HostMapping(device, target.View));
                ends.Add(target.Blocks + ends.LastOrDefault());
            }

            Repeat(device, ends.LastOrDefault(), i =>
            {
                int which = ends.BinarySearch(i + 1);
                which = which < 0 ? ~which : which;
                var target = targets[which];
                int block = i - ends[which] + target.Blocks;
                target.Fill(block, new Span<float>(mappings[which].Start + ((long)block * target.BlockLength), target.BlockLength));
            });
        }
        finally
        {
            mappings.ForEach(mapping => mapping.Dispose());
            device.Synchronize();
        }
    }

    private static int BlocksAtOnce(Target target) => Math.Clamp(Staged / target.BlockLength, 1, target.Blocks);

    private static void Upload(ComputeDevice device, Target target, float[] staging)
    {
        int blockLength = target.BlockLength, atOnce = BlocksAtOnce(target);
        for (int first = 0; first < target.Blocks; first += atOnce)
        {
            int count = Math.Min(atOnce, target.Blocks - first);
            Repeat(device, count, i => target.Fill(first + i, staging.AsSpan(i * blockLength, blockLength)));
            target.View.SubView((long)first * blockLength, (long)count * blockLength)
                .CopyFromCPU(device.Stream, ref staging[0], (long)count * blockLength);
            device.Synchronize();
        }
    }

    private static void Repeat(ComputeDevice device, int count, Action<int> action)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = device.Threads > 0 ? device.Threads : -1 }, action);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }

    /// <summary>Memory to fill.</summary>
    /// <param name="View">The memory, a whole number of blocks.</param>
    /// <param name="BlockLength">Floats of a block.</param>
    /// <param name="Fill">Called once for each block, from several threads.</param>
    internal sealed record Target(ArrayView<float> View, int BlockLength, FillBlock Fill)
    {
        /// <summary>Number of blocks.</summary>
        public int Blocks { get; } = (int)(View.Length / BlockLength);
    }
}

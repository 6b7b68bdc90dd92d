using DiffPir.Kernels.Intrinsics;
using DiffPir.Kernels.Normalization;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>
/// Implicit-GEMM convolution on NVIDIA tensor cores (sm_80 and later); formula, x, residual and y as in
/// <see cref="GroupConvolutionKernels"/>. Activations are in single precision in memory and rounded to TElement on their way, or rounded by
/// the operation before (TFormat); sums, bias and residual are in single precision. w, already in TElement: [outputs / tile][slab][tap]
/// images of a tile of weights in shared memory (<see cref="TensorCorePacking"/>).
/// A group computes TTile.Rows pixels x TTile.Columns outputs. A step is one tap of a slab of channels: 64 bytes a row, 32 channels of a
/// 16-bit format or 16 of tf32. Three buffers of shared memory (48 KiB at most) hold the steps k to k + 2, so that the copies of
/// two steps are on their way while one is multiplied, with one barrier a step. Weights, and activations that lie as they are multiplied
/// (tf32, or packed), are copied by cp.async; others for 16-bit formats pass through registers, loaded during step k and stored at the start
/// of step k + 1, which made an evaluation in fp16 wait for memory: a step took twice as long as one of tf32 (H200).
/// Sums go through shared memory to y, 64 pixels at a time, so that writes and the residual's reads are 16 bytes a thread in whole lines.
/// A group's tile is a chunk of the output's <see cref="MomentTable"/>, where moments are asked for; its first pixel is the pivot.
/// </summary>
internal static class TensorCoreConvolutionKernels
{
    private const int Stages = 3;

    /// <summary>Rows that pass through shared memory at once at the end.</summary>
    private const int StoredRows = 64;

    // Floats between rows of sums, beyond their columns: spreads the rows that a warp writes at once over the banks.
    private const int SumPadding = 8;

    /// <summary>Threads of a group.</summary>
    public static int GroupSize<TTile>()
        where TTile : struct, ITensorTile => 2 * default(TTile).Rows;

    /// <summary>Channels of a step.</summary>
    public static int Slab<TElement>()
        where TElement : struct, ITensorElement => TensorCoreLayout.RowChunks * default(TElement).InChunk;

    /// <summary>Grid: (ceil(N * H * W / rows), ceil(outputs / columns), parts of the sum).</summary>
    [Kernel(typeof(TensorTile128x128), typeof(Float16Element), typeof(SingleActivations), MinimumArchitecture = 80)]
    [Kernel(typeof(TensorTile128x128), typeof(Float16Element), typeof(PackedActivations), MinimumArchitecture = 80)]
    [Kernel(typeof(TensorTile128x64), typeof(Float16Element), typeof(SingleActivations), MinimumArchitecture = 80)]
    [Kernel(typeof(TensorTile128x64), typeof(Float16Element), typeof(PackedActivations), MinimumArchitecture = 80)]
    [Kernel(typeof(TensorTile64x64), typeof(Float16Element), typeof(SingleActivations), MinimumArchitecture = 80)]
    [Kernel(typeof(TensorTile64x64), typeof(Float16Element), typeof(PackedActivations), MinimumArchitecture = 80)]
    [Kernel(typeof(TensorTile128x128), typeof(BFloat16Element), typeof(SingleActivations), MinimumArchitecture = 80)]
    [Kernel(typeof(TensorTile128x128), typeof(BFloat16Element), typeof(PackedActivations), MinimumArchitecture = 80)]
    [Kernel(typeof(TensorTile128x64), typeof(BFloat16Element), typeof(SingleActivations), MinimumArchitecture = 80)]
    [Kernel(typeof(TensorTile128x64), typeof(BFloat16Element), typeof(PackedActivations), MinimumArchitecture = 80)]
    [Kernel(typeof(TensorTile64x64), typeof(BFloat16Element), typeof(SingleActivations), MinimumArchitecture = 80)]
    [Kernel(typeof(TensorTile64x64), typeof(BFloat16Element), typeof(PackedActivations), MinimumArchitecture = 80)]
    [Kernel(typeof(TensorTile128x128), typeof(Tf32Element), typeof(SingleActivations), MinimumArchitecture = 80)]
    [Kernel(typeof(TensorTile128x64), typeof(Tf32Element), typeof(SingleActivations), MinimumArchitecture = 80)]
    [Kernel(typeof(TensorTile64x64), typeof(Tf32Element), typeof(SingleActivations), MinimumArchitecture = 80)]
    public static void Convolve<TTile, TElement, TFormat>(
        ArrayView<Float4> x, ArrayView<Float4> w, ArrayView<Float4> bias, ArrayView<Float4> residual, ArrayView<Float4> y, ArrayView<float> moments,
        ConvolutionArguments a, SumParts sumParts)
        where TTile : struct, ITensorTile
        where TElement : struct, ITensorElement
        where TFormat : struct, IActivationFormat
    {
        TensorCore.Begin<TTile>();
        int xChunks = default(TTile).Rows * TensorCoreLayout.RowChunks, wChunks = default(TTile).Columns * TensorCoreLayout.RowChunks;
        int stageChunks = xChunks + wChunks;
        var shared = SharedMemory.Allocate<Float4>(
            Stages * (default(TTile).Rows + default(TTile).Columns) * TensorCoreLayout.RowChunks);
        int threads = GroupSize<TTile>(), t = Group.IdxX, pixels = a.N * a.H * a.W;
        int firstPixel = Grid.IdxX * default(TTile).Rows, firstOutput = Grid.IdxY * default(TTile).Columns;

        // Loading: a thread brings one chunk of two pixels, half a tile apart, and as its share of the weights one or two chunks.
        int slab = Slab<TElement>(), half = default(TTile).Rows / 2, loadRow = t / TensorCoreLayout.RowChunks;
        int loadChannel = ScalarMath.Keep(t % TensorCoreLayout.RowChunks * default(TElement).InChunk);
        int loadTo = ScalarMath.Keep(TensorCoreLayout.Chunk(loadRow, t % TensorCoreLayout.RowChunks)), further = half * TensorCoreLayout.RowChunks;
        int x0 = ScalarMath.Keep(GroupConvolutionKernels.InputAt(a, firstPixel + loadRow, pixels) + loadChannel);
        int x1 = ScalarMath.Keep(GroupConvolutionKernels.InputAt(a, firstPixel + half + loadRow, pixels) + loadChannel);
        int taps = a.KernelSize * a.KernelSize, slabs = (a.InChannels + slab - 1) / slab, firstSlab = Grid.IdxZ * sumParts.SlabsPerPart;
        int steps = taps * IntrinsicMath.Min(sumParts.SlabsPerPart, slabs - firstSlab);
        int wi = (((Grid.IdxY * slabs) + firstSlab) * taps * wChunks) + t;

        // Computing: warps lie side by side along the columns first.
        int lane = t % TensorCoreLayout.WarpSize, warp = t / TensorCoreLayout.WarpSize;
        int warpRows = 16 * default(TTile).RowTiles, warpColumns = 8 * default(TTile).ColumnTiles;
        int across = default(TTile).Columns / warpColumns;
        int firstRow = warp / across * warpRows, firstColumn = warp % across * warpColumns;
        int left0 = ScalarMath.Keep(TensorCoreLayout.LeftChunk(firstRow, lane, 0)), left1 = ScalarMath.Keep(TensorCoreLayout.LeftChunk(firstRow, lane, 1));
        int right0 = ScalarMath.Keep(xChunks + TensorCoreLayout.RightChunk(firstColumn, lane, 0));
        int right1 = ScalarMath.Keep(xChunks + TensorCoreLayout.RightChunk(firstColumn, lane, 1));

        Float4 low0 = default, high0 = default, low1 = default, high1 = default;
        var cursor = SlabCursor.Start(a, firstSlab * slab);
        int fill = 0;
        for (int step = -2; step < steps; step++)
        {
            // Buffers of this step and the next; step + 2 goes to 'fill'.
            int stage = Next(fill), following = Next(stage);
            if (step >= 0)
            {
                TensorCore.WaitForCopies();
                LocalBarrier.Wait();
            }

            if (!CopiesInput<TElement, TFormat>() && step >= -1 && step + 1 < steps)
            {
                int to = (following * stageChunks) + loadTo;
                shared[to] = Octet.Pack<TElement>(low0, high0);
                shared[to + further] = Octet.Pack<TElement>(low1, high1);
            }

            if (step + 2 < steps)
            {
                int to = fill * stageChunks, inUnit = CopiesInput<TElement, TFormat>() ? default(TElement).InChunk : 4;
                int shift = (inUnit / 4) + 1, from0 = (x0 + cursor.Offset) >> shift, from1 = (x1 + cursor.Offset) >> shift;
                int valid = a.InChannels - cursor.Channel - loadChannel;
                TensorCore.CopyAsync(ref shared[to + xChunks + t], ref w[wi], 16);
                if (wChunks > threads)
                {
                    TensorCore.CopyAsync(ref shared[to + xChunks + t + threads], ref w[wi + threads], 16);
                }

                if (CopiesInput<TElement, TFormat>())
                {
                    int bytes = 16 / inUnit * IntrinsicMath.Clamp(valid, 0, inUnit);
                    TensorCore.CopyAsync(ref shared[to + loadTo], ref x[from0], bytes);
                    TensorCore.CopyAsync(ref shared[to + loadTo + further], ref x[from1], bytes);
                }
                else
                {
                    low0 = Float4.Head(x[from0], valid);
                    high0 = Float4.Head(x[from0 + 1], valid - 4);
                    low1 = Float4.Head(x[from1], valid);
                    high1 = Float4.Head(x[from1 + 1], valid - 4);
                }

                wi += wChunks;
                cursor.Advance(a, slab);
            }

            TensorCore.CommitCopies();
            if (step >= 0)
            {
                int from = stage * stageChunks;
                TensorCore.MultiplyAdd<TTile, TElement>(ref shared[from + left0], ref shared[from + right0]);
                TensorCore.MultiplyAdd<TTile, TElement>(ref shared[from + left1], ref shared[from + right1]);
            }

            fill = Next(fill);
        }

        // The buffers are free once every warp is here; then they hold sums.
        int stride = default(TTile).Columns + SumPadding, rowGroups = default(TTile).Columns / 4;
        int column = 4 * (t % rowGroups), output = firstOutput + column, sumRow = t / rowGroups;
        var sums = shared.Cast<float>();
        Float4 pivot = default, sum = default, squares = default;
        for (int first = 0; first < default(TTile).Rows; first += StoredRows)
        {
            LocalBarrier.Wait();
            if (firstRow >= first && firstRow < first + StoredRows)
            {
                int to = ((firstRow - first + TensorCoreLayout.SumRow(lane)) * stride) + firstColumn + TensorCoreLayout.SumColumn(lane);
                TensorCore.StoreSums<TTile>(ref sums[to], stride);
            }

            LocalBarrier.Wait();
            if (first == 0 && sumParts.MomentChannels > 0 && output < a.OutChannels)
            {
                pivot = OutputQuad.Finish(bias, residual, a, firstPixel, output, shared[column / 4]);
            }

            for (int row = sumRow; row < StoredRows; row += threads / rowGroups)
            {
                int pixel = firstPixel + first + row;
                if (pixel < pixels && output < a.OutChannels)
                {
                    var value = OutputQuad.Write(bias, residual, y, a, sumParts.WritesParts, pixel, output, shared[((row * stride) + column) / 4]);
                    QuadMoments.Add(value, pivot, ref sum, ref squares);
                }
            }
        }

        if (sumParts.MomentChannels > 0)
        {
            LocalBarrier.Wait();
            QuadMoments.Fold(shared, t, rowGroups, threads / rowGroups, ref sum, ref squares);
            if (sumRow == 0)
            {
                int counted = IntrinsicMath.Min(default(TTile).Rows, pixels - firstPixel);
                QuadMoments.Write(moments, Grid.IdxX, sumParts.MomentChannels, output, counted, pivot, sum, squares);
            }
        }
    }

    // True where a row of activations is a row of the operand as it is.
    private static bool CopiesInput<TElement, TFormat>()
        where TElement : struct, ITensorElement
        where TFormat : struct, IActivationFormat => default(TFormat).IsPacked || default(TElement).InChunk == 4;

    private static int Next(int stage) => stage == Stages - 1 ? 0 : stage + 1;
}

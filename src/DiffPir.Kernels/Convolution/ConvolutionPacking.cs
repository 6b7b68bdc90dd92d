using System.Runtime.CompilerServices;

namespace DiffPir.Kernels.Convolution;

/// <summary>The orders in which convolution kernels read weights [outputs, inputs, taps].</summary>
internal static class ConvolutionPacking
{
    // Channels that are transposed at a time: with 9 taps and 32 columns the piece stays in the first-level cache.
    private const int ChannelsAtOnce = 8;

    /// <summary>Outputs rounded up to whole blocks.</summary>
    public static int PaddedOutputs(int outputs, int columns) => Rounding.RoundUp(outputs, columns);

    /// <summary>Columns of a block: 32 where the outputs fill them, else 16.</summary>
    public static int ColumnsFor(int outputs) => outputs % 32 == 0 ? 32 : 16;

    /// <summary>[outputs / columns][tap][input][columns], zero padded; only the first <paramref name="outputs"/> rows are used.</summary>
    public static WeightForm Blocks(int outputs, int inputs, int taps, int columns) => new(
        $"blocks {columns} x {outputs}", outputs, inputs * taps, columns, taps * inputs * columns,
        (rows, block) => PackSlab(rows, inputs, taps, 0, inputs, columns, block));

    /// <summary>For <see cref="NarrowConvolutionKernels"/>: [tap][block of 16 inputs][4 outputs][16 inputs], zero padded.</summary>
    public static WeightForm Narrow(int outputs, int inputs, int taps)
    {
        int width = NarrowConvolutionKernels.MaxOutputs;
        return new($"narrow {outputs}", outputs, inputs * taps, width, taps * inputs * width, (rows, block) =>
        {
            block.Clear();
            for (int i = 0; i < rows.Length; i++)
            {
                int o = i / (inputs * taps), c = i / taps % inputs, tap = i % taps;
                block[(((((tap * inputs) + c) / 16 * width) + o) * 16) + (c % 16)] = rows[i];
            }
        });
    }

    /// <summary>
    /// For <see cref="GroupConvolutionKernels"/>: [outputs / columns][inputs / slab][tap][slab][columns], zero padded.
    /// </summary>
    public static WeightForm Slabs(int outputs, int inputs, int taps, int columns, int slab)
    {
        int slabs = Rounding.DivideUp(inputs, slab), slabLength = taps * slab * columns;
        return new($"slabs {columns} x {outputs}", outputs, inputs * taps, columns, slabs * slabLength, (rows, block) =>
        {
            for (int i = 0; i < slabs; i++)
            {
                PackSlab(rows, inputs, taps, i * slab, slab, columns, block.Slice(i * slabLength, slabLength));
            }
        });
    }

    /// <summary>[tap][slab][columns] of the channels from <paramref name="first"/> on; those beyond the last are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // weights are packed once: before the runtime would have noticed
    [SkipLocalsInit]
    private static void PackSlab(ReadOnlySpan<float> rows, int inputs, int taps, int first, int slab, int columns, Span<float> target)
    {
        int present = Math.Min(slab, inputs - first);
        if (present < slab)
        {
            target.Clear();
        }

        Span<float> piece = stackalloc float[ChannelsAtOnce * taps * columns];
        for (int c = 0; c < present; c += ChannelsAtOnce)
        {
            int channels = Math.Min(ChannelsAtOnce, present - c);
            RowTransposition.Transpose(rows, inputs * taps, (first + c) * taps, channels * taps, columns, piece);
            for (int i = 0; i < channels * taps; i++)
            {
                piece.Slice(i * columns, columns).CopyTo(target[((((i % taps) * slab) + c + (i / taps)) * columns)..]);
            }
        }
    }
}

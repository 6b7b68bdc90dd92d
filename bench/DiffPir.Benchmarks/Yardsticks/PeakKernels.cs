using DiffPir.Kernels;
using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Benchmarks.Yardsticks;

/// <summary>Kernels that do nothing but multiply-adds, or nothing but moving data: what a device reaches at best.</summary>
internal static class PeakKernels
{
    /// <summary>Channels that <see cref="Tiles"/> sums over: 8 pixels and 32 columns of weights fit the first-level cache.</summary>
    public const int Channels = 64;

    /// <summary>Multiply-adds of one round of <see cref="Tiles"/>.</summary>
    public const int TileMultiplyAdds = 8 * 32 * Channels;

    /// <summary>Multiply-adds of one round of <see cref="Scalars"/>.</summary>
    public const int ScalarMultiplyAdds = 8;

    /// <summary>
    /// For processors: a 1x1 convolution of 8 pixels to 32 outputs in a register tile, again and again. x: [pixel][channel];
    /// w: [channel][output]; y: one tile a work-item. Groups of one.
    /// </summary>
    [Kernel]
    public static void Tiles(ArrayView<float> x, ArrayView<float> w, ArrayView<float> y, int rounds)
    {
        var acc = LocalMemory.Allocate<float>(256);
        Tile.Zero<Tile8x2>(ref acc[0]);
        for (int round = 0; round < rounds; round++)
        {
            for (int c = 0; c < Channels; c++)
            {
                Tile.Outer<Tile8x2, StoredSingle>(ref acc[0], ref x[c], Channels, ref w[c * 32]);
            }
        }

        Tile.StoreRows<Tile8x2>(ref y[Grid.IdxX * 256], 32, ref acc[0], 8);
    }

    /// <summary>For GPUs: eight independent chains a thread, each short of overflow. y: one float a thread.</summary>
    [Kernel]
    public static void Scalars(ArrayView<float> y, float factor, float offset, int rounds)
    {
        float a = offset, b = a + 1f, c = a + 2f, d = a + 3f, e = a + 4f, f = a + 5f, g = a + 6f, h = a + 7f;
        for (int round = 0; round < rounds; round++)
        {
            a = ScalarMath.Fma(a, factor, offset);
            b = ScalarMath.Fma(b, factor, offset);
            c = ScalarMath.Fma(c, factor, offset);
            d = ScalarMath.Fma(d, factor, offset);
            e = ScalarMath.Fma(e, factor, offset);
            f = ScalarMath.Fma(f, factor, offset);
            g = ScalarMath.Fma(g, factor, offset);
            h = ScalarMath.Fma(h, factor, offset);
        }

        y[(Grid.IdxX * Group.DimX) + Group.IdxX] = a + b + c + d + e + f + g + h;
    }

    /// <summary>
    /// y = x, each work-item its own contiguous part: many floats on a processor, so that memory is read and written in order; one on a
    /// GPU, where neighbours read neighbours.
    /// </summary>
    [Kernel(typeof(Lanes1))]
    [Kernel(typeof(Lanes16))]
    public static void Copy<T>(ArrayView<float> x, ArrayView<float> y, int perItem)
        where T : struct, ILanes
    {
        int first = ((Grid.IdxX * Group.DimX) + Group.IdxX) * perItem;
        for (int i = first; i < first + perItem; i += default(T).Width)
        {
            Lane.Copy<T>(ref y[i], ref x[i]);
        }
    }
}

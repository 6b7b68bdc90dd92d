using DiffPir.Kernels.Intrinsics;
using DiffPir.Kernels.Normalization;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>
/// 3x3 convolution by Winograd F(4x4, 3x3) for processors: 36 products instead of 144 for a 4x4 tile of outputs.
/// u: transformed weights [output block of 32][component][channel][32]; x with a halo, y and residual by their maps; sides multiples of 4.
/// A work-item, alone in its group, repeats for batches of 16 tiles: transform the patches into its scratch [36][16][C]; for each of its
/// output blocks multiply all components (register tiles of 8 x 32, products in scratch [36][16][32]) and transform back into y.
/// Everything between x and y stays in its core's caches; there are only a few work-items a core, so that the scratch is warm.
/// With moments (one image only), every work-item also leaves the moments of what it wrote as its chunk of the output's
/// <see cref="MomentTable"/>, so that a following normalisation need not read y for them.
/// The strides of components are padded by 16 floats against cache-set conflicts.
/// Lost: three launches over chunks of tiles (products leave the second-level cache).
/// </summary>
internal static class WinogradConvolutionKernels
{
    /// <summary>Tiles of a batch.</summary>
    public const int Batch = 16;

    /// <summary>Outputs of a block.</summary>
    public const int Columns = 32;

    private const int Padding = 16;

    /// <summary>Floats of scratch of one work-item.</summary>
    public static int ScratchPerItem(int channels) =>
        Winograd.Components * ((Batch * channels) + Padding + (Batch * Columns) + Padding);

    /// <summary>Grid: (work-items that share the batches, groups of output blocks).</summary>
    [Kernel]
    public static void Convolve(
        ArrayView<float> x,
        ArrayView<float> u,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ArrayView<float> y,
        ArrayView<float> scratch,
        ArrayView<float> moments,
        ConvolutionArguments a)
    {
        int vStride = (Batch * a.InChannels) + Padding, mStride = (Batch * Columns) + Padding;
        int v = ((Grid.IdxY * Grid.DimX) + Grid.IdxX) * Winograd.Components * (vStride + mStride);
        int m = v + (Winograd.Components * vStride);
        int tilesX = a.W / 4, tilesY = a.H / 4, batches = (a.Tiles + Batch - 1) / Batch;
        int firstBlock = Grid.IdxY * a.BlocksPerItem;
        int lastBlock = IntrinsicMath.Min(firstBlock + a.BlocksPerItem, a.OutChannels / Columns);
        int table = Grid.IdxX * MomentTable.Entries * a.OutChannels, counted = 0;
        var acc = LocalMemory.Allocate<float>(256);
        for (int c = firstBlock * Columns; c < lastBlock * Columns && a.HasMoments != 0; c += 16)
        {
            Lane.Fill<Lanes16>(ref moments[table + (2 * a.OutChannels) + c], 0f);
            Lane.Fill<Lanes16>(ref moments[table + (3 * a.OutChannels) + c], 0f);
        }

        for (int batch = Grid.IdxX; batch < batches; batch += Grid.DimX)
        {
            for (int t = 0; t < Batch; t++)
            {
                // Past the last tile, the last one again: computed, not written.
                int tile = IntrinsicMath.Min((batch * Batch) + t, a.Tiles - 1);
                int row = tile / tilesX, n = row / tilesY;
                int from = a.X.At(n, (4 * (row - (n * tilesY))) - 1, (4 * (tile - (row * tilesX))) - 1);
                for (int c = 0; c < a.InChannels; c += 16)
                {
                    Winograd.TransformInput(ref scratch[v + (t * a.InChannels) + c], vStride, ref x[from + c], a.X.Row, a.X.Pixel);
                }
            }

            int valid = IntrinsicMath.Min(Batch, a.Tiles - (batch * Batch));
            for (int block = firstBlock; block < lastBlock; block++)
            {
                for (int component = 0; component < Winograd.Components; component++)
                {
                    for (int t = 0; t < Batch; t += 8)
                    {
                        int from = v + (component * vStride) + (t * a.InChannels);
                        int wi = ((block * Winograd.Components) + component) * a.InChannels * Columns;
                        Tile.Zero<Tile8x2>(ref acc[0]);
                        for (int c = 0; c < a.InChannels; c++)
                        {
                            Tile.Outer<Tile8x2>(ref acc[0], ref scratch[from + c], a.InChannels, ref u[wi]);
                            wi += Columns;
                        }

                        Tile.StoreRows<Tile8x2>(ref scratch[m + (component * mStride) + (t * Columns)], Columns, ref acc[0], 8);
                    }
                }

                for (int t = 0; t < valid; t++)
                {
                    int tile = (batch * Batch) + t, row = tile / tilesX, n = row / tilesY;
                    int py = 4 * (row - (n * tilesY)), px = 4 * (tile - (row * tilesX));
                    for (int c = 0; c < Columns; c += 16)
                    {
                        int output = (block * Columns) + c, to = a.Y.At(n, py, px) + output;
                        Winograd.TransformOutput(
                            ref y[to], a.Y.Row, a.Y.Pixel,
                            ref scratch[m + (t * Columns) + c], mStride, ref bias[output],
                            ref residual[a.Residual.At(n, py, px) + output], a.Residual.Row, a.Residual.Pixel, a.HasResidual);
                        if (a.HasMoments != 0)
                        {
                            int entry = table + output;
                            if (counted + t == 0)
                            {
                                Lane.Copy<Lanes16>(ref moments[entry + a.OutChannels], ref y[to]);
                            }

                            Winograd.TakeMoments(
                                ref y[to], a.Y.Row, a.Y.Pixel, ref moments[entry + a.OutChannels],
                                ref moments[entry + (2 * a.OutChannels)], ref moments[entry + (3 * a.OutChannels)]);
                        }
                    }
                }
            }

            counted += valid;
        }

        for (int c = firstBlock * Columns; c < lastBlock * Columns && a.HasMoments != 0; c += 16)
        {
            Lane.Fill<Lanes16>(ref moments[table + c], 16f * counted);
        }
    }
}

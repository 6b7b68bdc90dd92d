using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>
/// 3x3 convolution by Winograd F(4x4, 3x3) for processors: 36 products instead of 144 for a 4x4 tile of outputs.
/// u: transformed weights [output block of 32][component][channel][32]; x with a halo, y and residual by their maps; sides multiples of 4.
/// A work-item, alone in its group, repeats for batches of 32 tiles: transform the patches into its scratch [36][32][C]; for each of its
/// output blocks multiply all components (register tiles of 8 x 32, products in scratch [36][32][32]) and transform back into y.
/// Everything between x and y stays in its core's caches; there are only a few work-items a core, so that the scratch is warm.
/// With moments (one image only), every work-item also leaves the moments of what it wrote as its chunk of the output's
/// <see cref="MomentTable"/>, so that a following normalisation need not read y for them.
/// The strides of components are padded by 16 floats against cache-set conflicts.
/// Deep layers have more weights than a core's caches hold, and would wait for them: every product asks for a share of the next component's, so
/// that memory has the time of all products to bring them. Without that, up to a fifth slower (docs/performance.md).
/// Tried and rejected: three launches over chunks of tiles (products leave the second-level cache); asking for weights some rows ahead (half of
/// what this gains: all arrive in the first tile's products), for y and the residual (no difference), and for where transforms are stored (none).
/// </summary>
internal static class WinogradConvolutionKernels
{
    /// <summary>Tiles of a batch: the more, the less often a core reads the weights, while its second-level cache holds their transforms.</summary>
    public const int Batch = 32;

    /// <summary>Outputs of a block.</summary>
    public const int Columns = 32;

    private const int Padding = 16;

    /// <summary>Floats of scratch of one work-item.</summary>
    public static int ScratchPerItem(int channels) =>
        Winograd.Components * ((Batch * channels) + Padding + (Batch * Columns) + Padding);

    /// <summary>Grid: (work-items that share the batches, groups of output blocks).</summary>
    [Kernel(typeof(StoredSingle))]
    [Kernel(typeof(StoredHalf))]
    public static void Convolve<TWeight>(
        ArrayView<float> x,
        ArrayView<float> u,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ArrayView<float> y,
        ArrayView<float> scratch,
        ArrayView<float> moments,
        ConvolutionArguments a,
        WinogradGrid grid)
        where TWeight : struct, IStoredNumber
    {
        int vStride = (Batch * a.InChannels) + Padding, mStride = (Batch * Columns) + Padding;
        int v = ((Grid.IdxY * Grid.DimX) + Grid.IdxX) * Winograd.Components * (vStride + mStride);
        int m = v + (Winograd.Components * vStride);
        int tilesX = (a.W + 3) / 4, tilesY = (a.H + 3) / 4, batches = (grid.Tiles + Batch - 1) / Batch;
        int firstBlock = Grid.IdxY * grid.BlocksPerItem, rowOfWeights = Columns / default(TWeight).InFloat;
        int lastBlock = IntrinsicMath.Min(firstBlock + grid.BlocksPerItem, a.OutChannels / Columns);
        int table = Grid.IdxX * MomentTable.Entries * a.OutChannels, counted = 0;
        var acc = LocalMemory.Allocate<float>(256);
        var patch = LocalMemory.Allocate<float>(Winograd.Components * 16);
        for (int c = firstBlock * Columns; c < lastBlock * Columns && grid.HasMoments != 0; c += 16)
        {
            Lane.Fill<Lanes16>(ref moments[table + (2 * a.OutChannels) + c], 0f);
            Lane.Fill<Lanes16>(ref moments[table + (3 * a.OutChannels) + c], 0f);
        }

        for (int batch = Grid.IdxX; batch < batches; batch += Grid.DimX)
        {
            // Register tiles take eight tiles at a time.
            int valid = IntrinsicMath.Min(Batch, grid.Tiles - (batch * Batch)), computed = (valid + 7) / 8 * 8, pixels = 0;
            for (int t = 0; t < computed; t++)
            {
                // Past the last tile, the last one again: computed, not written.
                int tile = IntrinsicMath.Min((batch * Batch) + t, grid.Tiles - 1);
                int row = tile / tilesX, n = row / tilesY;
                int py = 4 * (row - (n * tilesY)), px = 4 * (tile - (row * tilesX));
                int from = a.X.At(n, py - 1, px - 1);
                bool whole = py + 4 <= a.H && px + 4 <= a.W;
                for (int c = 0; c < a.InChannels; c += 16)
                {
                    int to = v + (t * a.InChannels) + c;
                    if (whole)
                    {
                        Winograd.TransformInput(ref scratch[to], vStride, ref x[from + c], a.X.Row, a.X.Pixel);
                    }
                    else
                    {
                        // Beyond the halo lies foreign data, which would reach every output of the tile.
                        for (int i = 0; i < Winograd.Components; i++)
                        {
                            int dy = i / Winograd.Patch, dx = i - (dy * Winograd.Patch);
                            if (py + dy - 1 <= a.H && px + dx - 1 <= a.W)
                            {
                                Lane.Copy<Lanes16>(ref patch[16 * i], ref x[from + (dy * a.X.Row) + (dx * a.X.Pixel) + c]);
                            }
                            else
                            {
                                Lane.Fill<Lanes16>(ref patch[16 * i], 0f);
                            }
                        }

                        Winograd.TransformInput(ref scratch[to], vStride, ref patch[0], 16 * Winograd.Patch, 16);
                    }
                }
            }

            int sizeOfWeights = a.InChannels * rowOfWeights, share = 8 * rowOfWeights / computed;
            int rounds = (lastBlock - firstBlock) * Winograd.Components, round = 0;
            for (int block = firstBlock; block < lastBlock; block++)
            {
                for (int component = 0; component < Winograd.Components; component++)
                {
                    PrefetchPatches(x, a, grid.Tiles, (batch + Grid.DimX) * Batch, tilesX, tilesY, round, rounds);
                    round++;
                    int weights = ((block * Winograd.Components) + component) * sizeOfWeights;
                    int next = round < rounds ? weights + sizeOfWeights : firstBlock * Winograd.Components * sizeOfWeights;
                    for (int t = 0; t < computed; t += 8)
                    {
                        int from = v + (component * vStride) + (t * a.InChannels), wi = weights;
                        Tile.Zero<Tile8x2>(ref acc[0]);
                        for (int c = 0; c < a.InChannels; c++)
                        {
                            // The patches of the next eight tiles, and a share of the next component's weights.
                            Lane.Prefetch(ref scratch[from], 8 * (a.InChannels + c));
                            Lane.PrefetchForLater(ref u[next], 0);
                            Tile.Outer<Tile8x2, TWeight>(ref acc[0], ref scratch[from + c], a.InChannels, ref u[wi]);
                            wi += rowOfWeights;
                            next += share;
                        }

                        Tile.StoreRows<Tile8x2>(ref scratch[m + (component * mStride) + (t * Columns)], Columns, ref acc[0], 8);
                    }
                }

                pixels = 0;
                for (int t = 0; t < valid; t++)
                {
                    int tile = (batch * Batch) + t, row = tile / tilesX, n = row / tilesY;
                    int py = 4 * (row - (n * tilesY)), px = 4 * (tile - (row * tilesX));
                    int rows = IntrinsicMath.Min(4, a.H - py), columns = IntrinsicMath.Min(4, a.W - px);
                    for (int c = 0; c < Columns; c += 16)
                    {
                        int output = (block * Columns) + c, to = a.Y.At(n, py, px) + output;
                        int from = m + (t * Columns) + c, added = a.Residual.At(n, py, px) + output, entry = table + output;
                        if (rows == 4 && columns == 4)
                        {
                            Winograd.TransformOutput(
                                ref y[to], a.Y.Row, a.Y.Pixel, ref scratch[from], mStride, ref bias[output],
                                ref residual[added], a.Residual.Row, a.Residual.Pixel, a.HasResidual);
                        }
                        else
                        {
                            Winograd.TransformOutput(
                                ref patch[0], 64, 16, ref scratch[from], mStride, ref bias[output], ref patch[0], 0, 0, 0);
                            for (int i = 0; i < rows * columns; i++)
                            {
                                int dy = i / columns, dx = i - (dy * columns), at = (64 * dy) + (16 * dx);
                                if (a.HasResidual != 0)
                                {
                                    Lane.AddScaled<Lanes16>(
                                        ref patch[at], 1f, ref residual[added + (dy * a.Residual.Row) + (dx * a.Residual.Pixel)]);
                                }

                                Lane.Copy<Lanes16>(ref y[to + (dy * a.Y.Row) + (dx * a.Y.Pixel)], ref patch[at]);
                            }
                        }

                        if (grid.HasMoments != 0)
                        {
                            if (counted + t == 0)
                            {
                                Lane.Copy<Lanes16>(ref moments[entry + a.OutChannels], ref y[to]);
                            }

                            TakeMoments(y, moments, a, to, entry, rows, columns);
                        }
                    }

                    pixels += rows * columns;
                }
            }

            counted += pixels;
        }

        for (int c = firstBlock * Columns; c < lastBlock * Columns && grid.HasMoments != 0; c += 16)
        {
            Lane.Fill<Lanes16>(ref moments[table + c], (float)counted);
        }
    }

    // One of several equal parts of the four rows that a batch of tiles side by side reads and the batch above it does not: memory is idle
    // during the products, and stands in the way of the transforms. Without: 10 % slower at 64 channels.
    private static void PrefetchPatches(ArrayView<float> x, ConvolutionArguments a, int tiles, int tile, int tilesX, int tilesY, int part, int parts)
    {
        const int Row = 4 * Batch, Pixels = 4 * Row;
        int first = IntrinsicMath.Min(tile, tiles - 1), tileRow = first / tilesX, n = tileRow / tilesY;
        int from = a.X.At(n, (4 * (tileRow - (n * tilesY))) + 1, 4 * (first - (tileRow * tilesX))), end = (part + 1) * Pixels / parts;
        for (int p = part * Pixels / parts; p < end; p++)
        {
            int line = p / Row, at = from + (line * a.X.Row) + ((p - (line * Row)) * a.X.Pixel);
            for (int c = 0; c < a.InChannels; c += 16)
            {
                Lane.Prefetch(ref x[0], at + c);
            }
        }
    }

    private static void TakeMoments(
        ArrayView<float> y, ArrayView<float> moments, ConvolutionArguments a, int tile, int entry, int rows, int columns)
    {
        int pivot = entry + a.OutChannels, sum = entry + (2 * a.OutChannels), squares = entry + (3 * a.OutChannels);
        if (rows == 4 && columns == 4)
        {
            Winograd.TakeMoments(ref y[tile], a.Y.Row, a.Y.Pixel, ref moments[pivot], ref moments[sum], ref moments[squares]);
            return;
        }

        for (int i = 0; i < rows * columns; i++)
        {
            int dy = i / columns, dx = i - (dy * columns);
            Lane.Moments<Lanes16>(
                ref moments[sum], ref moments[squares], ref y[tile + (dy * a.Y.Row) + (dx * a.Y.Pixel)], ref moments[pivot]);
        }
    }
}

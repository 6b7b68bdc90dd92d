using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>
/// Gradient of the weight of a 3x3 convolution by Winograd F(4x4, 3x3), for processors: as y = A^T [(G w G^T) (B^T x B)] A for every tile,
/// dw = G^T [sum over tiles (A dy A^T) (B^T x B)] G: 36 products for a 4x4 tile instead of 144. Sides are multiples of 4, x has a halo.
/// For chunks of tiles, one after the other: both transforms, then a product of matrices a component, [output] x [tile] x [input], added to the sums.
/// A chunk's tiles, [component][tile][channel], stay in the caches; the order of all sums is fixed.
///   u: A dy A^T; v: B^T x B; m: the sums [component][output][input].
/// </summary>
internal static class WinogradGradientKernels
{
    private const int Taps = 9;

    /// <summary>Grid: (tiles, (outputs + inputs) / 16).</summary>
    [Kernel]
    public static void Transform(
        ArrayView<float> gradient, ArrayView<float> x, ArrayView<float> u, ArrayView<float> v, WinogradGradientArguments a)
    {
        int tile = a.FirstTile + Grid.IdxX, row = tile / a.TilesX, n = row / a.TilesY, c = Grid.IdxY * 16;
        int py = 4 * (row - (n * a.TilesY)), px = 4 * (tile - (row * a.TilesX));
        if (c < a.Outputs)
        {
            Winograd.TransformGradient(
                ref u[(Grid.IdxX * a.Outputs) + c], a.GradientStride, ref gradient[a.Gradient.At(n, py, px) + c], a.Gradient.Row, a.Gradient.Pixel);
        }
        else
        {
            c -= a.Outputs;
            Winograd.TransformInput(
                ref v[(Grid.IdxX * a.Inputs) + c], a.InputStride, ref x[a.X.At(n, py - 1, px - 1) + c], a.X.Row, a.X.Pixel);
        }
    }

    /// <summary>
    /// A work-item, alone in its group, sums a register tile of T.Rows outputs x (16 * T.Vectors) inputs of a component.
    /// Grid: (outputs / rows, inputs / columns, 36).
    /// </summary>
    [Kernel(typeof(Tile8x2))]
    [Kernel(typeof(Tile16x1))]
    public static void Multiply<T>(ArrayView<float> u, ArrayView<float> v, ArrayView<float> m, WinogradGradientArguments a)
        where T : struct, ITile
    {
        int output = Grid.IdxX * default(T).Rows, channel = Grid.IdxY * 16 * default(T).Vectors, component = Grid.IdxZ;
        int ui = (component * a.GradientStride) + output, vi = (component * a.InputStride) + channel;
        var sums = LocalMemory.Allocate<float>(256);
        Tile.Zero<T>(ref sums[0]);
        for (int tile = 0; tile < a.Tiles; tile++)
        {
            Tile.Outer<T, StoredSingle>(ref sums[0], ref u[ui], 1, ref v[vi]);
            ui += a.Outputs;
            vi += a.Inputs;
        }

        int to = (((component * a.Outputs) + output) * a.Inputs) + channel;
        if (a.FirstTile > 0)
        {
            Tile.AddRows<T>(ref sums[0], ref m[to], a.Inputs, default(T).Rows);
        }

        Tile.StoreRows<T>(ref m[to], a.Inputs, ref sums[0], default(T).Rows);
    }

    /// <summary>y[output][input][tap] = G^T m G, in double precision. Elementwise over outputs * inputs.</summary>
    [Kernel]
    public static void Merge(ArrayView<float> m, ArrayView<float> y, WinogradGradientArguments a)
    {
        long index = Grid.LongGlobalIndex.X, pairs = (long)a.Outputs * a.Inputs;
        if (index >= pairs)
        {
            return;
        }

        for (int tap = 0; tap < Taps; tap++)
        {
            int ky = tap / 3, kx = tap - (3 * ky);
            double sum = 0.0;
            for (int i = 0; i < Winograd.Patch; i++)
            {
                double line = 0.0;
                for (int j = 0; j < Winograd.Patch; j++)
                {
                    line += WinogradWeightKernels.Factor(j, kx) * m[index + (((i * Winograd.Patch) + j) * pairs)];
                }

                sum += WinogradWeightKernels.Factor(i, ky) * line;
            }

            y[(index * Taps) + tap] = (float)sum;
        }
    }
}

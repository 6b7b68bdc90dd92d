using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Prepares <see cref="WinogradGradientKernels"/>.</summary>
internal static class WinogradGradientLauncher
{
    // Fewer tiles do not pay for the 36 sums of a pair of channels.
    private const int FewestTiles = 64;

    // Tiles of a chunk with both transforms: 8 MiB.
    private const int CachedFloats = 2 << 20;

    // Against cache-set conflicts.
    private const int Padding = 16;

    /// <summary>Whether it can, and pays.</summary>
    public static bool Serves(ComputeDevice device, ConvolutionWeightGradientNode node, TensorShape gradient, TensorShape x) =>
        device.IsProcessor && node is { KernelSize: 3, Stride: 1 } && gradient.C % 16 == 0 && x.C % 16 == 0 && gradient.H % 4 == 0 && gradient.W % 4 == 0
        && TilesOf(gradient) >= FewestTiles;

    /// <summary>Floats of scratch memory: a chunk's tiles, and the sums.</summary>
    public static long ScratchElements(TensorShape gradient, TensorShape x)
    {
        var (u, v, m, _) = Sizes(gradient, x);
        return u + v + m;
    }

    /// <summary>Prepares the launches; nothing is enqueued before the returned action runs.</summary>
    /// <param name="context">Gradient and input.</param>
    /// <param name="weight">Receives the gradient of the weight.</param>
    public static Action Prepare(OperationContext context, ArrayView<float> weight)
    {
        var (device, gradient, x, scratch) = (context.Device, context.Inputs[0], context.Inputs[1], context.Scratch);
        var (uLength, vLength, mLength, chunk) = Sizes(gradient.Shape, x.Shape);
        ArrayView<float> u = scratch.SubView(0, uLength), v = scratch.SubView(uLength, vLength), m = scratch.SubView(uLength + vLength, mLength);
        int tiles = TilesOf(gradient.Shape);
        var a = new WinogradGradientArguments
        {
            Gradient = gradient.Map,
            X = x.Map,
            TilesX = gradient.Shape.W / 4,
            TilesY = gradient.Shape.H / 4,
            Outputs = gradient.Shape.C,
            Inputs = x.Shape.C,
            GradientStride = (int)(uLength / Winograd.Components),
            InputStride = (int)(vLength / Winograd.Components),
        };
        var transform = device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, WinogradGradientArguments>(
            WinogradGradientKernels.Transform);
        bool isWide = a.Inputs % 32 == 0;
        var multiply = isWide
            ? device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, WinogradGradientArguments>(WinogradGradientKernels.Multiply<Tile8x2>)
            : device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, WinogradGradientArguments>(WinogradGradientKernels.Multiply<Tile16x1>);
        var merge = device.Load<ArrayView<float>, ArrayView<float>, WinogradGradientArguments>(WinogradGradientKernels.Merge);
        var products = isWide
            ? ComputeDevice.Single(a.Outputs / default(Tile8x2).Rows, a.Inputs / 32, Winograd.Components)
            : ComputeDevice.Single(a.Outputs / default(Tile16x1).Rows, a.Inputs / 16, Winograd.Components);
        var pairs = device.Elementwise((long)a.Outputs * a.Inputs);
        return () =>
        {
            for (int first = 0; first < tiles; first += chunk)
            {
                var part = a with { FirstTile = first, Tiles = Math.Min(chunk, tiles - first) };
                transform(ComputeDevice.Single(part.Tiles, (a.Outputs + a.Inputs) / 16), gradient.View, x.View, u, v, part);
                multiply(products, u, v, m, part);
            }

            merge(pairs, m, weight, a);
        };
    }

    private static int TilesOf(TensorShape gradient) => gradient.N * (gradient.H / 4) * (gradient.W / 4);

    private static (long Gradient, long Input, long Sums, int Chunk) Sizes(TensorShape gradient, TensorShape x)
    {
        int tiles = TilesOf(gradient), chunk = Math.Clamp(CachedFloats / (Winograd.Components * (gradient.C + x.C)), 1, tiles);
        return (
            Winograd.Components * (((long)chunk * gradient.C) + Padding), Winograd.Components * (((long)chunk * x.C) + Padding),
            (long)Winograd.Components * gradient.C * x.C, chunk);
    }
}

using ILGPU;

namespace DiffPir.Kernels.Elementwise;

/// <summary>From a picture to its doubled form, mirrored at its edges, and back. Calls enqueue only.</summary>
public static class MirrorOperations
{
    /// <summary>doubled = the top left part of x, of half doubled's sides, and its mirror images to the right and below.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Unfold(ComputeDevice device, Tensor x, Tensor doubled)
    {
        var shape = Fit(device, x, doubled);
        device.Load<ArrayView<float>, ArrayView<float>, PartShape>(MirrorKernels.Unfold)(
            ColumnGrid.Config(device, doubled.Shape.W, doubled.Shape.H, x.Shape.N * x.Shape.C), x.View, doubled.View, shape);
    }

    /// <summary>The transpose of <see cref="Unfold"/> times scale, into the top left part of x; the rest of x is left alone.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Fold(ComputeDevice device, Tensor x, Tensor doubled, double scale)
    {
        var shape = Fit(device, x, doubled);
        device.Load<ArrayView<float>, ArrayView<float>, float, PartShape>(MirrorKernels.Fold)(
            ColumnGrid.Config(device, shape.PartColumns, shape.PartRows, x.Shape.N * x.Shape.C), x.View, doubled.View, (float)scale, shape);
    }

    private static PartShape Fit(ComputeDevice device, Tensor x, Tensor doubled)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(doubled);
        var (small, large) = (x.Shape, doubled.Shape);
        if ((small.N, small.C) != (large.N, large.C) || large.H % 2 != 0 || large.W % 2 != 0 || large.H > 2 * small.H || large.W > 2 * small.W)
        {
            throw new ArgumentException($"{large} is no doubled form of {small} or its top left part", nameof(doubled));
        }

        return new(small.H, small.W, large.H / 2, large.W / 2, 1);
    }
}

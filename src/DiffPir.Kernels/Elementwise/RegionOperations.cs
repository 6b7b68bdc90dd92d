using ILGPU;

namespace DiffPir.Kernels.Elementwise;

/// <summary>Steps of a sampling loop that treat pixels by their place. Calls enqueue only.</summary>
public static class RegionOperations
{
    /// <summary>Fills everything below and right of the top left part of rows x columns by mirroring that part at its edges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part exceeds the tensor.</exception>
    public static void MirrorMargins(ComputeDevice device, Tensor x, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, x.Shape.H);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, x.Shape.W);
        if (rows == x.Shape.H && columns == x.Shape.W)
        {
            return;
        }

        device.Load<ArrayView<float>, PartShape>(RegionKernels.MirrorMargins)(
            ColumnGrid.Config(device, x.Shape.W, x.Shape.H, x.Shape.N * x.Shape.C), x.View, new(x.Shape.H, x.Shape.W, rows, columns, 1));
    }

    /// <summary>
    /// x = x + step * up(target - current) on the top left part of x, where up repeats each pixel over its block of scale x scale: one
    /// step of iterative back-projection.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void AddReplicated(ComputeDevice device, Tensor x, Tensor target, Tensor current, int scale, double step)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(current);
        var small = target.Shape;
        if (current.Shape != small || (small.N, small.C) != (x.Shape.N, x.Shape.C) || small.H * scale > x.Shape.H || small.W * scale > x.Shape.W)
        {
            throw new ArgumentException($"{small} and {current.Shape} at scale {scale} do not fit {x.Shape}", nameof(target));
        }

        device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, float, PartShape>(RegionKernels.AddReplicated)(
            ColumnGrid.Config(device, small.W * scale, small.H * scale, small.N * small.C), x.View, target.View, current.View, (float)step,
            new(x.Shape.H, x.Shape.W, small.H, small.W, scale));
    }
}

using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// Move real planes (planar tensor) into complex planes (layout: <see cref="ComplexPlanes"/>) and back. Two real planes share a complex
/// one, the second as imaginary part: a filter with a real impulse response keeps them apart, and half the transforms are saved. One
/// work-item an element of a complex plane: x of the grid is the column, y the row, z the complex plane.
/// </summary>
internal static class PackingKernels
{
    /// <summary>plane = scale * tensor + shift; an odd last plane gets the imaginary part 0.</summary>
    [Kernel]
    internal static void Pack(ArrayView<float> tensor, ArrayView<float> real, ArrayView<float> imaginary, PlanePacking sizes)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= sizes.Columns)
        {
            return;
        }

        long to = column + ((((long)Grid.IdxZ * sizes.Rows) + Grid.IdxY) * sizes.Pitch);
        int plane = 2 * Grid.IdxZ;
        long from = column + ((((long)plane * sizes.TensorRows) + Grid.IdxY) * sizes.TensorColumns);
        real[to] = ScalarMath.Fma(sizes.Scale, tensor[from], sizes.Shift);
        imaginary[to] = plane + 1 < sizes.TensorPlanes
            ? ScalarMath.Fma(sizes.Scale, tensor[from + ((long)sizes.TensorRows * sizes.TensorColumns)], sizes.Shift)
            : 0f;
    }

    /// <summary>tensor = scale * plane.</summary>
    [Kernel]
    internal static void Unpack(ArrayView<float> tensor, ArrayView<float> real, ArrayView<float> imaginary, PlanePacking sizes)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= sizes.Columns)
        {
            return;
        }

        long from = column + ((((long)Grid.IdxZ * sizes.Rows) + Grid.IdxY) * sizes.Pitch);
        int plane = 2 * Grid.IdxZ;
        long to = column + ((((long)plane * sizes.TensorRows) + Grid.IdxY) * sizes.TensorColumns);
        tensor[to] = sizes.Scale * real[from];
        if (plane + 1 < sizes.TensorPlanes)
        {
            tensor[to + ((long)sizes.TensorRows * sizes.TensorColumns)] = sizes.Scale * imaginary[from];
        }
    }

    /// <summary>tensor += scale * plane.</summary>
    [Kernel]
    internal static void Add(ArrayView<float> tensor, ArrayView<float> real, ArrayView<float> imaginary, PlanePacking sizes)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= sizes.Columns)
        {
            return;
        }

        long from = column + ((((long)Grid.IdxZ * sizes.Rows) + Grid.IdxY) * sizes.Pitch);
        int plane = 2 * Grid.IdxZ;
        long to = column + ((((long)plane * sizes.TensorRows) + Grid.IdxY) * sizes.TensorColumns);
        tensor[to] = ScalarMath.Fma(sizes.Scale, real[from], tensor[to]);
        if (plane + 1 < sizes.TensorPlanes)
        {
            to += (long)sizes.TensorRows * sizes.TensorColumns;
            tensor[to] = ScalarMath.Fma(sizes.Scale, imaginary[from], tensor[to]);
        }
    }
}

using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// The part of the data step for measurements that are known in an inner rectangle only (<see cref="KnownRegion"/>), on reduced pictures
/// and spectra as in <see cref="ComplexPlanes"/>. Grid: x is the column, y the row, z the plane.
/// </summary>
internal static class MarginKernels
{
    /// <summary>Scales the inverse transform of a residual, keeps a copy, and makes it 0 outside the known rectangle.</summary>
    [Kernel]
    internal static void Enclose(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> knownReal, ArrayView<float> knownImaginary, MarginPlacement sizes)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= sizes.Columns)
        {
            return;
        }

        long i = column + ((((long)Grid.IdxZ * sizes.Rows) + Grid.IdxY) * sizes.Pitch);
        bool inside = IsKnown((int)column, sizes);
        float a = inside ? real[i] * sizes.Scale : 0f, b = inside ? imaginary[i] * sizes.Scale : 0f;
        real[i] = knownReal[i] = a;
        imaginary[i] = knownImaginary[i] = b;
    }

    /// <summary>
    /// Outside the known rectangle: scales the inverse transform of what the correction explains, v, goes on beyond it in the direction
    /// it moved since the last time, v + momentum (v - last), and keeps v as last. Inside: restores the copy.
    /// </summary>
    [Kernel]
    internal static void Extend(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> lastReal, ArrayView<float> lastImaginary, MarginPlacement sizes,
        float momentum)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= sizes.Columns)
        {
            return;
        }

        long i = column + ((((long)Grid.IdxZ * sizes.Rows) + Grid.IdxY) * sizes.Pitch);
        float a = lastReal[i], b = lastImaginary[i];
        if (IsKnown((int)column, sizes))
        {
            real[i] = a;
            imaginary[i] = b;
        }
        else
        {
            float v = real[i] * sizes.Scale, w = imaginary[i] * sizes.Scale;
            real[i] = ScalarMath.Fma(momentum, v - a, v);
            imaginary[i] = ScalarMath.Fma(momentum, w - b, w);
            lastReal[i] = v;
            lastImaginary[i] = w;
        }
    }

    /// <summary>R &lt;- R M(|F|^2) / (M(|F|^2) + alpha): what the correction of a residual explains of it.</summary>
    [Kernel]
    internal static void Explain(ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> power, SpectralShape shape)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= shape.Columns)
        {
            return;
        }

        long index = column + ((long)Grid.IdxY * shape.Pitch), r = index + ((long)Grid.IdxZ * shape.Rows * shape.Pitch);
        float share = power[index] / (power[index] + shape.Alpha);
        real[r] *= share;
        imaginary[r] *= share;
    }

    /// <summary>R &lt;- R / (M(|F|^2) + alpha).</summary>
    [Kernel]
    internal static void Weigh(ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> power, SpectralShape shape)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= shape.Columns)
        {
            return;
        }

        long index = column + ((long)Grid.IdxY * shape.Pitch), r = index + ((long)Grid.IdxZ * shape.Rows * shape.Pitch);
        float weight = 1f / (power[index] + shape.Alpha);
        real[r] *= weight;
        imaginary[r] *= weight;
    }

    private static bool IsKnown(int column, MarginPlacement sizes) =>
        Grid.IdxY >= sizes.Top && Grid.IdxY < sizes.Bottom && column >= sizes.Left && column < sizes.Right;
}

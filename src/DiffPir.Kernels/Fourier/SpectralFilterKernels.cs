using ILGPU;

namespace DiffPir.Kernels.Fourier;

/// <summary>Multiply spectra by real weights. Grid: x is the column, y the row, z the plane.</summary>
internal static class SpectralFilterKernels
{
    /// <summary>R &lt;- factor R / (weights + alpha).</summary>
    [Kernel]
    internal static void Divide(ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> weights, SpectralShape shape, float factor)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= shape.Columns)
        {
            return;
        }

        long index = column + ((long)Grid.IdxY * shape.Pitch), r = index + ((long)Grid.IdxZ * shape.Rows * shape.Pitch);
        float weight = factor / (weights[index] + shape.Alpha);
        real[r] *= weight;
        imaginary[r] *= weight;
    }

    /// <summary>R &lt;- factor R (weights + alpha).</summary>
    [Kernel]
    internal static void Multiply(ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> weights, SpectralShape shape, float factor)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= shape.Columns)
        {
            return;
        }

        long index = column + ((long)Grid.IdxY * shape.Pitch), r = index + ((long)Grid.IdxZ * shape.Rows * shape.Pitch);
        float weight = factor * (weights[index] + shape.Alpha);
        real[r] *= weight;
        imaginary[r] *= weight;
    }
}

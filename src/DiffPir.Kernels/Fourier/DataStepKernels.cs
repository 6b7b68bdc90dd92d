using ILGPU;

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// The middle of the least-squares data step in the frequency domain. With the transfer function F of the blur, the spectra Z of the
/// estimate and Y of the measurement, and M the mean over the scale^2 aliases of a reduced frequency:
/// R = (Y - M(F Z)) / (M(|F|^2) + alpha), correction = conj(F) R at every alias. All spectra lie as in <see cref="ComplexPlanes"/>;
/// F has one plane, which all planes share. Grid: x is the column, y the row, z the plane.
/// </summary>
internal static class DataStepKernels
{
    /// <summary>No reduction: replaces Z by the correction. One work-item a frequency.</summary>
    [Kernel]
    internal static void Correct(
        ArrayView<float> zReal, ArrayView<float> zImaginary, ArrayView<float> fReal, ArrayView<float> fImaginary,
        ArrayView<float> yReal, ArrayView<float> yImaginary, SpectralShape shape)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= shape.Columns)
        {
            return;
        }

        long f = column + ((long)Grid.IdxY * shape.Pitch), z = f + ((long)Grid.IdxZ * shape.Rows * shape.Pitch);
        var transfer = new ComplexValue(fReal[f], fImaginary[f]);
        var difference = new ComplexValue(yReal[z], yImaginary[z]) - (transfer * new ComplexValue(zReal[z], zImaginary[z]));
        float weight = 1f / (transfer.ConjugateTimes(transfer).Real + shape.Alpha);
        var correction = transfer.ConjugateTimes(difference.Scaled(weight));
        zReal[z] = correction.Real;
        zImaginary[z] = correction.Imaginary;
    }

    /// <summary>M(|F|^2). One work-item a reduced frequency.</summary>
    [Kernel]
    internal static void MeanPower(ArrayView<float> fReal, ArrayView<float> fImaginary, ArrayView<float> power, SpectralShape shape)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= shape.Columns)
        {
            return;
        }

        float sum = 0f;
        for (int p = 0; p < shape.Scale; p++)
        {
            for (int q = 0; q < shape.Scale; q++)
            {
                long f = column + ((long)q * shape.Columns) + ((Grid.IdxY + ((long)p * shape.Rows)) * shape.FullPitch);
                sum += (fReal[f] * fReal[f]) + (fImaginary[f] * fImaginary[f]);
            }
        }

        power[column + ((long)Grid.IdxY * shape.Pitch)] = sum / (shape.Scale * shape.Scale);
    }

    /// <summary>R. One work-item a reduced frequency.</summary>
    [Kernel]
    internal static void Residual(
        ArrayView<float> zReal, ArrayView<float> zImaginary, ArrayView<float> fReal, ArrayView<float> fImaginary,
        ArrayView<float> yReal, ArrayView<float> yImaginary, ArrayView<float> power,
        ArrayView<float> rReal, ArrayView<float> rImaginary, SpectralShape shape)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= shape.Columns)
        {
            return;
        }

        long plane = (long)Grid.IdxZ * shape.Rows * shape.Scale * shape.FullPitch;
        var sum = new ComplexValue(0f, 0f);
        for (int p = 0; p < shape.Scale; p++)
        {
            for (int q = 0; q < shape.Scale; q++)
            {
                long f = column + ((long)q * shape.Columns) + ((Grid.IdxY + ((long)p * shape.Rows)) * shape.FullPitch);
                sum += new ComplexValue(fReal[f], fImaginary[f]) * new ComplexValue(zReal[plane + f], zImaginary[plane + f]);
            }
        }

        long index = column + ((long)Grid.IdxY * shape.Pitch), r = index + ((long)Grid.IdxZ * shape.Rows * shape.Pitch);
        var difference = new ComplexValue(yReal[r], yImaginary[r]) - sum.Scaled(1f / (shape.Scale * shape.Scale));
        var residual = difference.Scaled(1f / (power[index] + shape.Alpha));
        rReal[r] = residual.Real;
        rImaginary[r] = residual.Imaginary;
    }

    /// <summary>
    /// Replaces Z by the correction. One work-item an alias; y of the grid is the full row, z runs over the planes and, within, the scale
    /// blocks of columns.
    /// </summary>
    [Kernel]
    internal static void Spread(
        ArrayView<float> rReal, ArrayView<float> rImaginary, ArrayView<float> fReal, ArrayView<float> fImaginary,
        ArrayView<float> zReal, ArrayView<float> zImaginary, SpectralShape shape)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= shape.Columns)
        {
            return;
        }

        int plane = Grid.IdxZ / shape.Scale, block = Grid.IdxZ % shape.Scale;
        long f = column + ((long)block * shape.Columns) + ((long)Grid.IdxY * shape.FullPitch);
        long r = column + ((((long)plane * shape.Rows) + (Grid.IdxY % shape.Rows)) * shape.Pitch);
        long z = f + ((long)plane * shape.Rows * shape.Scale * shape.FullPitch);
        var correction = new ComplexValue(fReal[f], fImaginary[f]).ConjugateTimes(new ComplexValue(rReal[r], rImaginary[r]));
        zReal[z] = correction.Real;
        zImaginary[z] = correction.Imaginary;
    }
}

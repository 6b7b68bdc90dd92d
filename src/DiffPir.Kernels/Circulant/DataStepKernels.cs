using DiffPir.Kernels.Fourier;
using ILGPU;

namespace DiffPir.Kernels.Circulant;

/// <summary>
/// The middle of the least-squares data step in the frequency domain. With the transfer function F of the blur, the spectra Z of the
/// estimate and Y of the measurement, and M the mean over the scale^2 aliases of a reduced frequency:
/// R = (Y - M(F Z)) / (M(|F|^2) + alpha), correction = conj(F) R at every alias. All spectra lie as in <see cref="ComplexPlanes"/>;
/// F has one plane, which all planes share. Grid: x is the column, y the row, z the plane. For scales up to 4 the aliases are written out:
/// a loop would keep a processor from running neighbouring work-items as a vector.
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
    [Kernel(typeof(Reduction1))]
    [Kernel(typeof(Reduction2))]
    [Kernel(typeof(Reduction3))]
    [Kernel(typeof(Reduction4))]
    [Kernel(typeof(ReductionAny))]
    internal static void Residual<T>(
        ArrayView<float> zReal, ArrayView<float> zImaginary, ArrayView<float> fReal, ArrayView<float> fImaginary,
        ArrayView<float> yReal, ArrayView<float> yImaginary, ArrayView<float> power,
        ArrayView<float> rReal, ArrayView<float> rImaginary, SpectralShape shape)
        where T : struct, IReduction
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= shape.Columns)
        {
            return;
        }

        int scale = default(T).Scale == 0 ? shape.Scale : default(T).Scale;
        long first = column + ((long)Grid.IdxY * shape.FullPitch), down = (long)shape.Rows * shape.FullPitch, plane = Grid.IdxZ * down * scale;
        var sum = FilteredRow<T>(zReal, zImaginary, fReal, fImaginary, first, plane, shape);
        if (default(T).Scale == 0)
        {
            for (int p = 1; p < scale; p++)
            {
                sum += FilteredRow<T>(zReal, zImaginary, fReal, fImaginary, first + (p * down), plane, shape);
            }
        }

        if (default(T).Scale > 1)
        {
            sum += FilteredRow<T>(zReal, zImaginary, fReal, fImaginary, first + down, plane, shape);
        }

        if (default(T).Scale > 2)
        {
            sum += FilteredRow<T>(zReal, zImaginary, fReal, fImaginary, first + (2 * down), plane, shape);
        }

        if (default(T).Scale > 3)
        {
            sum += FilteredRow<T>(zReal, zImaginary, fReal, fImaginary, first + (3 * down), plane, shape);
        }

        long index = column + ((long)Grid.IdxY * shape.Pitch), r = index + ((long)Grid.IdxZ * shape.Rows * shape.Pitch);
        var difference = new ComplexValue(yReal[r], yImaginary[r]) - sum.Scaled(1f / (scale * scale));
        var residual = difference.Scaled(1f / (power[index] + shape.Alpha));
        rReal[r] = residual.Real;
        rImaginary[r] = residual.Imaginary;
    }

    /// <summary>Replaces Z by the correction. One work-item all aliases of a reduced frequency.</summary>
    [Kernel(typeof(Reduction1))]
    [Kernel(typeof(Reduction2))]
    [Kernel(typeof(Reduction3))]
    [Kernel(typeof(Reduction4))]
    [Kernel(typeof(ReductionAny))]
    internal static void Spread<T>(
        ArrayView<float> rReal, ArrayView<float> rImaginary, ArrayView<float> fReal, ArrayView<float> fImaginary,
        ArrayView<float> zReal, ArrayView<float> zImaginary, SpectralShape shape)
        where T : struct, IReduction
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= shape.Columns)
        {
            return;
        }

        int scale = default(T).Scale == 0 ? shape.Scale : default(T).Scale;
        long first = column + ((long)Grid.IdxY * shape.FullPitch), down = (long)shape.Rows * shape.FullPitch, plane = Grid.IdxZ * down * scale;
        long r = column + ((((long)Grid.IdxZ * shape.Rows) + Grid.IdxY) * shape.Pitch);
        var residual = new ComplexValue(rReal[r], rImaginary[r]);
        SpreadRow<T>(residual, fReal, fImaginary, zReal, zImaginary, first, plane, shape);
        if (default(T).Scale == 0)
        {
            for (int p = 1; p < scale; p++)
            {
                SpreadRow<T>(residual, fReal, fImaginary, zReal, zImaginary, first + (p * down), plane, shape);
            }
        }

        if (default(T).Scale > 1)
        {
            SpreadRow<T>(residual, fReal, fImaginary, zReal, zImaginary, first + down, plane, shape);
        }

        if (default(T).Scale > 2)
        {
            SpreadRow<T>(residual, fReal, fImaginary, zReal, zImaginary, first + (2 * down), plane, shape);
        }

        if (default(T).Scale > 3)
        {
            SpreadRow<T>(residual, fReal, fImaginary, zReal, zImaginary, first + (3 * down), plane, shape);
        }
    }

    /// <summary>Sum of F Z over the aliases of one row.</summary>
    private static ComplexValue FilteredRow<T>(
        ArrayView<float> zReal, ArrayView<float> zImaginary, ArrayView<float> fReal, ArrayView<float> fImaginary, long f, long plane, SpectralShape shape)
        where T : struct, IReduction
    {
        long step = shape.Columns;
        var sum = Filtered(zReal, zImaginary, fReal, fImaginary, f, plane);
        if (default(T).Scale == 0)
        {
            for (int q = 1; q < shape.Scale; q++)
            {
                sum += Filtered(zReal, zImaginary, fReal, fImaginary, f + (q * step), plane);
            }
        }

        if (default(T).Scale > 1)
        {
            sum += Filtered(zReal, zImaginary, fReal, fImaginary, f + step, plane);
        }

        if (default(T).Scale > 2)
        {
            sum += Filtered(zReal, zImaginary, fReal, fImaginary, f + (2 * step), plane);
        }

        if (default(T).Scale > 3)
        {
            sum += Filtered(zReal, zImaginary, fReal, fImaginary, f + (3 * step), plane);
        }

        return sum;
    }

    private static ComplexValue Filtered(
        ArrayView<float> zReal, ArrayView<float> zImaginary, ArrayView<float> fReal, ArrayView<float> fImaginary, long f, long plane) =>
        new ComplexValue(fReal[f], fImaginary[f]) * new ComplexValue(zReal[plane + f], zImaginary[plane + f]);

    /// <summary>Stores the correction at the aliases of one row.</summary>
    private static void SpreadRow<T>(
        ComplexValue residual, ArrayView<float> fReal, ArrayView<float> fImaginary, ArrayView<float> zReal, ArrayView<float> zImaginary,
        long f, long plane, SpectralShape shape)
        where T : struct, IReduction
    {
        long step = shape.Columns;
        StoreCorrection(residual, fReal, fImaginary, zReal, zImaginary, f, plane);
        if (default(T).Scale == 0)
        {
            for (int q = 1; q < shape.Scale; q++)
            {
                StoreCorrection(residual, fReal, fImaginary, zReal, zImaginary, f + (q * step), plane);
            }
        }

        if (default(T).Scale > 1)
        {
            StoreCorrection(residual, fReal, fImaginary, zReal, zImaginary, f + step, plane);
        }

        if (default(T).Scale > 2)
        {
            StoreCorrection(residual, fReal, fImaginary, zReal, zImaginary, f + (2 * step), plane);
        }

        if (default(T).Scale > 3)
        {
            StoreCorrection(residual, fReal, fImaginary, zReal, zImaginary, f + (3 * step), plane);
        }
    }

    private static void StoreCorrection(
        ComplexValue residual, ArrayView<float> fReal, ArrayView<float> fImaginary, ArrayView<float> zReal, ArrayView<float> zImaginary, long f, long plane)
    {
        var correction = new ComplexValue(fReal[f], fImaginary[f]).ConjugateTimes(residual);
        zReal[plane + f] = correction.Real;
        zImaginary[plane + f] = correction.Imaginary;
    }
}

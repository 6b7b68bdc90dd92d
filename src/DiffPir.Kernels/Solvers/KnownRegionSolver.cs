using DiffPir.Kernels.Fourier;
using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Solvers;

/// <summary>
/// Weighs the residual r = y - H z of a measurement that is known in a rectangle only, so that the rest exerts no pull. The solution of
/// the data step is then z + H^T u with u = 0 outside the rectangle and (H H^T + rho) u = r inside. With C = H H^T + rho, diagonal in the
/// frequency domain, u = C^-1 r for that continuation of r beyond the rectangle that makes r^T C^-1 r least. It is found by conjugate
/// gradients on the pixels outside (Hestenes and Stiefel, 1952) with C between them as preconditioner: by the formula of the Schur
/// complement, that is the inverse up to what the pixels see across the edge of the rectangle. The scalars stay on the device.
/// How fast that converges depends on rho and the kernel, not on the picture, so the number of iterations is a function of rho (<see cref="RoundsOf"/>): every
/// device does the same, and none waits for the host to read a residual.
/// A call that follows another one starts from where that ended: from what the blurred picture was outside, y + continuation, less H z.
/// </summary>
internal sealed class KnownRegionSolver : IDisposable
{
    /// <summary>Iterations of a call that follows none, and the most of any.</summary>
    public const int MostRounds = 12;

    private readonly ComputeDevice _device;
    private readonly ArrayView<float> _power;
    private readonly KnownRegion _known;
    private readonly FourierTransform _transform;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _value;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _gradient;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _direction;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _beyond;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _zero;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _divisor;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _multiplier;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _slopes;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _curvatures;
    private readonly ConjugateGradientScalars _scalars;
    private readonly RepeatedLaunches _rounds;
    private readonly bool _hasProducts;
    private readonly int _roughRounds;

    /// <summary>Prepares the work on residuals.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="spectrum">Planes of the kind that will be weighed, in the layout of a spectrum.</param>
    /// <param name="power">M(|F|^2), the eigenvalues of H H^T; borrowed.</param>
    /// <param name="known">The known rectangle.</param>
    /// <exception cref="DeviceException">The device's memory does not suffice.</exception>
    public KnownRegionSolver(ComputeDevice device, ComplexPlanes spectrum, ArrayView<float> power, KnownRegion known)
    {
        (_device, _power, _known) = (device, power, known);
        _transform = new FourierTransform(device, spectrum.Count, spectrum.Columns, spectrum.Rows);
        (_zero, _divisor, _multiplier) = (device.AllocateFloats(power.Length), device.AllocateFloats(power.Length), device.AllocateFloats(power.Length));
        _zero.MemSetToZero();
        long floats = 2 * spectrum.Front.Real.Length;
        (_value, _beyond) = (device.AllocateFloats(floats), device.AllocateFloats(floats));
        (_gradient, _direction) = (device.AllocateFloats(floats), device.AllocateFloats(floats));
        _beyond.MemSetToZero();
        int products = _transform.ProductsOf(spectrum.Count), rounded = Rounding.RoundUp(products, GroupKnownRegionKernels.ProductsAtOnce);
        (_slopes, _curvatures) = (device.AllocateFloats(rounded), device.AllocateFloats(rounded));
        _hasProducts = products > 0 && (_transform.SkipsInner || !device.IsProcessor);
        _slopes.MemSetToZero();
        _curvatures.MemSetToZero();
        _roughRounds = RoughRoundsOf(Math.Max(spectrum.Columns - known.Rows, spectrum.Rows - known.Columns) / 2);
        _scalars = new ConjugateGradientScalars(device);
        _rounds = new RepeatedLaunches(device);
    }

    /// <summary>Zeros in place of the power: with alpha = 1 they leave a residual unweighted.</summary>
    public ArrayView<float> NoPower => _zero.View;

    /// <summary>Device memory held, in bytes.</summary>
    public long Bytes => _transform.Bytes + (((2 * (_value.Length + _gradient.Length)) + (3 * _zero.Length) + (2 * _slopes.Length)) * sizeof(float));

    /// <summary>
    /// Iterations of a call that follows another: twelve up to rho = 5e-5, eleven at 1e-4, six at 1e-3, two at 1e-2. Four less and a shake of 31
    /// pixels comes out 0.1 dB worse.
    /// </summary>
    public static int RoundsOf(double rho) => (int)Math.Clamp(Math.Round(6 - (1.25 * Math.Log2(rho / 1.3e-3))), 1, MostRounds);

    /// <summary>
    /// The most iterations of a call that follows another where noise will hide all detail: they have to reach across the margins. With four, the margins of a
    /// shake of 31 pixels were as good, and those of one of 61, 30 pixels wide, cost 0.5 dB.
    /// </summary>
    /// <param name="margin">Width of a margin in pixels.</param>
    public static int RoughRoundsOf(int margin) => (int)Math.Clamp(Math.Round(0.4 * margin), 4, MostRounds);

    /// <summary>Enqueues the replacement of the spectrum of r by that of u.</summary>
    /// <param name="residual">The spectrum of r, or of the last call's; what y is outside the rectangle does not matter if it is always the same.</param>
    /// <param name="shape">Its sizes, and rho.</param>
    /// <param name="follows">Whether to start from the last call.</param>
    /// <param name="roughly">Whether such a call may do with less: <see cref="RoughRoundsOf"/>.</param>
    public void Weigh(ComplexPlanes residual, SpectralShape shape, bool follows, bool roughly)
    {
        _transform.Inverse(residual);
        var sizes = new KnownRegionShape(
            residual.Rows, residual.Columns, residual.Pitch, _known.Top, _known.Left, _known.Top + _known.Rows, _known.Left + _known.Columns,
            (float)(1.0 / ((double)residual.Rows * residual.Columns)));
        var config = ColumnGrid.Config(_device, residual.Columns, residual.Rows, residual.Count);
        ComplexView value = Parts(_value), beyond = Parts(_beyond), gradient = Parts(_gradient), direction = Parts(_direction), r = residual.Front;
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, SpectralShape, float>(KnownRegionKernels.Weights)(
            ColumnGrid.Config(_device, shape.Columns, shape.Rows, 1), _power, _divisor.View, _multiplier.View, shape, sizes.Scale);
        _device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, KnownRegionShape, int>(
            KnownRegionKernels.Enclose)(
            config, r.Real, r.Imaginary, value.Real, value.Imaginary, beyond.Real, beyond.Imaginary, sizes, follows ? 1 : 0);

        // Filtered by S = alpha C^-1, whose eigenvalues are at most 1.
        _transform.Filter(residual, _divisor.View, _curvatures.View);
        r = residual.Front;
        _device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            KnownRegionShape>(KnownRegionKernels.Descend)(
            config, r.Real, r.Imaginary, gradient.Real, gradient.Imaginary, direction.Real, direction.Imaginary, _scalars.View, sizes);
        int rounds = follows ? Math.Min(RoundsOf(shape.Alpha), roughly ? _roughRounds : MostRounds) : MostRounds;
        for (int round = 0; round < rounds; round++)
        {
            if (_hasProducts)
            {
                // Three launches a filter: the planes are back where they were.
                _rounds.Run(residual.Front.Real.LoadEffectiveAddressAsPtr(), () => RoundWithProducts(residual, sizes));
            }
            else
            {
                Round(residual, sizes);
            }
        }

        r = residual.Front;
        _device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            ArrayView<float>, KnownRegionShape>(KnownRegionKernels.Conclude)(
            config, r.Real, r.Imaginary, value.Real, value.Imaginary, beyond.Real, beyond.Imaginary, gradient.Real, gradient.Imaginary, sizes);
        _transform.Forward(residual);
        r = residual.Front;
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, SpectralShape, float>(SpectralFilterKernels.Divide)(
            ColumnGrid.Config(_device, residual.Columns, residual.Rows, residual.Count), r.Real, r.Imaginary, _power, shape, 1f);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rounds.Dispose();
        _slopes.Dispose();
        _curvatures.Dispose();
        _transform.Dispose();
        _value.Dispose();
        _gradient.Dispose();
        _direction.Dispose();
        _beyond.Dispose();
        _zero.Dispose();
        _divisor.Dispose();
        _multiplier.Dispose();
        _scalars.Dispose();
    }

    /// <summary>A turn and a step, with inner products of their own.</summary>
    private void Round(ComplexPlanes residual, KnownRegionShape sizes)
    {
        var config = ColumnGrid.Config(_device, residual.Columns, residual.Rows, residual.Count);
        ComplexView value = Parts(_value), gradient = Parts(_gradient), direction = Parts(_direction);
        _transform.Filter(residual, _multiplier.View, _slopes.View);
        var r = residual.Front;
        _scalars.Update(gradient, r, sizes, residual.Count, ConjugateGradientKernels.TurnShare);
        _device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, KnownRegionShape>(KnownRegionKernels.Turn)(
            config, r.Real, r.Imaginary, direction.Real, direction.Imaginary, _scalars.View, sizes);
        _transform.Filter(residual, _divisor.View, _curvatures.View);
        r = residual.Front;
        _scalars.Update(direction, r, sizes, residual.Count, ConjugateGradientKernels.StepLength);
        _device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            ArrayView<float>, ArrayView<float>, KnownRegionShape>(KnownRegionKernels.Step)(
            config, r.Real, r.Imaginary, value.Real, value.Imaginary, gradient.Real, gradient.Imaginary, direction.Real, direction.Imaginary,
            _scalars.View, sizes);
    }

    /// <summary>
    /// The same with the inner products that filters give: gradient and direction are 0 inside of the rectangle, so that nothing has to be left out.
    /// </summary>
    private void RoundWithProducts(ComplexPlanes residual, KnownRegionShape sizes)
    {
        bool isSkipped = _transform.SkipsInner;
        var config = isSkipped
            ? ComputeDevice.Single(residual.Rows, residual.Count)
            : ColumnGrid.Config(_device, residual.Columns, residual.Rows, residual.Count);
        var inner = new PlaneRectangle(sizes.Top, sizes.Left, sizes.Bottom, sizes.Right);
        _transform.Filter(residual, _multiplier.View, _slopes.View, inner);
        var r = residual.Front;
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, KnownRegionShape>(
            isSkipped ? RowKnownRegionKernels.Turn : GroupKnownRegionKernels.Turn)(
            config, r.Real, r.Imaginary, _direction.View, _slopes.View, _scalars.View, sizes);
        _transform.Filter(residual, _divisor.View, _curvatures.View, inner);
        r = residual.Front;
        _device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            ArrayView<float>, KnownRegionShape>(isSkipped ? RowKnownRegionKernels.Step : GroupKnownRegionKernels.Step)(
            config, r.Real, r.Imaginary, _value.View, _gradient.View, _direction.View, _slopes.View, _curvatures.View, _scalars.View, sizes);
    }

    private static ComplexView Parts(MemoryBuffer1D<float, Stride1D.Dense> vector)
    {
        ArrayView<float> all = vector.View;
        return new(all.SubView(0, all.Length / 2), all.SubView(all.Length / 2, all.Length / 2));
    }
}

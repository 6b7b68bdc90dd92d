using ILGPU;
using ILGPU.Runtime;
using FilterKernel = System.Action<
    ILGPU.ArrayView<float>, ILGPU.ArrayView<float>, ILGPU.ArrayView<float>, DiffPir.Kernels.Fourier.SpectralShape, float>;

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// Weighs the residual r = y - H z of a measurement that is known in a rectangle only, so that the rest exerts no pull. The solution of
/// the data step is then z + H^T u with u = 0 outside the rectangle and (H H^T + rho) u = r inside. With C = H H^T + rho, diagonal in the
/// frequency domain, u = C^-1 r for that continuation of r beyond the rectangle that makes r^T C^-1 r least. It is found by conjugate
/// gradients on the pixels outside (Hestenes and Stiefel, 1952) with C between them as preconditioner: by the formula of the Schur
/// complement, that is the inverse up to what the pixels see across the edge of the rectangle. The scalars stay on the device.
/// Measured on photographs cropped after a camera shake of 61x61 pixels, 20 steps: 12 iterations a step give within 0.05 dB what
/// convergence gives; without preconditioner it takes 200, and 50 lose 2 dB; Nesterov's momentum takes 500, and 50 lose 6 dB. To start from
/// the last step's continuation gains nothing.
/// </summary>
internal sealed class MarginFilling : IDisposable
{
    private const int Rounds = 12;

    private readonly ComputeDevice _device;
    private readonly ArrayView<float> _power;
    private readonly KnownRegion _known;
    private readonly FourierTransform _transform;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _value;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _gradient;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _direction;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _zero;
    private readonly ConjugateGradientScalars _scalars;

    /// <summary>Prepares the work on residuals.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="spectrum">Planes of the kind that will be weighed, in the layout of a spectrum.</param>
    /// <param name="power">M(|F|^2), the eigenvalues of H H^T; borrowed.</param>
    /// <param name="known">The known rectangle.</param>
    /// <exception cref="DeviceException">The device's memory does not suffice.</exception>
    public MarginFilling(ComputeDevice device, ComplexPlanes spectrum, ArrayView<float> power, KnownRegion known)
    {
        (_device, _power, _known) = (device, power, known);
        _transform = new FourierTransform(device, spectrum.Count, spectrum.Columns, spectrum.Rows);
        _zero = device.AllocateFloats(power.Length);
        _zero.MemSetToZero();
        long floats = 2 * spectrum.Front.Real.Length;
        (_value, _gradient, _direction) = (device.AllocateFloats(floats), device.AllocateFloats(floats), device.AllocateFloats(floats));
        _scalars = new ConjugateGradientScalars(device);
    }

    /// <summary>Zeros in place of the power: with alpha = 1 they leave a residual unweighted.</summary>
    public ArrayView<float> NoPower => _zero.View;

    /// <summary>Device memory held, in bytes.</summary>
    public long Bytes => (_value.Length + _gradient.Length + _direction.Length + _zero.Length) * sizeof(float);

    /// <summary>Enqueues the replacement of the spectrum of r by that of u; what r is outside the rectangle does not matter.</summary>
    public void Weigh(ComplexPlanes residual, SpectralShape shape)
    {
        _transform.Inverse(residual);
        var sizes = new MarginPlacement(
            residual.Rows, residual.Columns, residual.Pitch, _known.Top, _known.Left, _known.Top + _known.Rows, _known.Left + _known.Columns,
            (float)(1.0 / ((double)residual.Rows * residual.Columns)));
        var config = ColumnGrid.Config(_device, residual.Columns, residual.Rows, residual.Count);
        ComplexView value = Parts(_value), gradient = Parts(_gradient), direction = Parts(_direction), r = residual.Front;
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, MarginPlacement>(MarginKernels.Enclose)(
            config, r.Real, r.Imaginary, value.Real, value.Imaginary, sizes);

        // Filtered by S = alpha C^-1, whose eigenvalues are at most 1.
        Filter(residual, MarginKernels.Divide, shape, shape.Alpha * sizes.Scale);
        r = residual.Front;
        _device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            MarginPlacement>(MarginKernels.Descend)(
            config, r.Real, r.Imaginary, gradient.Real, gradient.Imaginary, direction.Real, direction.Imaginary, _scalars.View, sizes);
        for (int round = 0; round < Rounds; round++)
        {
            Filter(residual, MarginKernels.Multiply, shape, sizes.Scale);
            r = residual.Front;
            _scalars.Update(gradient, r, sizes, residual.Count, ConjugateGradientKernels.TurnShare);
            _device.Load<
                ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, MarginPlacement>(MarginKernels.Turn)(
                config, r.Real, r.Imaginary, direction.Real, direction.Imaginary, _scalars.View, sizes);
            Filter(residual, MarginKernels.Divide, shape, shape.Alpha * sizes.Scale);
            r = residual.Front;
            _scalars.Update(direction, r, sizes, residual.Count, ConjugateGradientKernels.StepLength);
            _device.Load<
                ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
                ArrayView<float>, ArrayView<float>, MarginPlacement>(MarginKernels.Step)(
                config, r.Real, r.Imaginary, value.Real, value.Imaginary, gradient.Real, gradient.Imaginary, direction.Real, direction.Imaginary,
                _scalars.View, sizes);
        }

        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, MarginPlacement>(MarginKernels.Conclude)(
            config, r.Real, r.Imaginary, value.Real, value.Imaginary, sizes);
        _transform.Forward(residual);
        RunFilter(residual, MarginKernels.Divide, shape, 1f);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transform.Dispose();
        _value.Dispose();
        _gradient.Dispose();
        _direction.Dispose();
        _zero.Dispose();
        _scalars.Dispose();
    }

    private static ComplexView Parts(MemoryBuffer1D<float, Stride1D.Dense> vector)
    {
        ArrayView<float> all = vector.View;
        return new(all.SubView(0, all.Length / 2), all.SubView(all.Length / 2, all.Length / 2));
    }

    private void Filter(ComplexPlanes pictures, FilterKernel filter, SpectralShape shape, float factor)
    {
        _transform.Forward(pictures);
        RunFilter(pictures, filter, shape, factor);
        _transform.Inverse(pictures);
    }

    private void RunFilter(ComplexPlanes spectra, FilterKernel filter, SpectralShape shape, float factor)
    {
        var values = spectra.Front;
        _device.Load(filter)(
            ColumnGrid.Config(_device, spectra.Columns, spectra.Rows, spectra.Count), values.Real, values.Imaginary, _power, shape, factor);
    }
}

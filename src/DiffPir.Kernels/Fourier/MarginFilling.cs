using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// Weighs the residual r = y - H z of a measurement that is known in a rectangle only, so that the rest exerts no pull. The solution of
/// the data step is then z + H^T u with u = 0 outside the rectangle and (H H^T + rho) u = r inside. With C = H H^T + rho, diagonal in the
/// frequency domain, u = C^-1 r for the residual that is continued outside by r = H H^T C^-1 r, which is what H maps the correction
/// itself to. That continuation is the fixed point of a linear map whose eigenvalues lie in [0, 1 / (1 + rho)] for a blur of sum 1; it is
/// found from 0 by iterating with Nesterov's momentum, which needs no scalar product and so never waits for the host.
/// </summary>
internal sealed class MarginFilling : IDisposable
{
    /// <summary>
    /// Most iterations of a step. At the first steps rho is tiny and the continuation does not converge, but the noise added afterwards
    /// covers what is missing; more iterations gain a few tenths of a decibel.
    /// </summary>
    private const int MostRounds = 50;

    private readonly ComputeDevice _device;
    private readonly ArrayView<float> _power;
    private readonly KnownRegion _known;
    private readonly FourierTransform _transform;
    private readonly ComplexPlanes _last;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _zero;

    /// <summary>Prepares the work on residuals.</summary>
    /// <param name="device">Where.</param>
    /// <param name="spectrum">Planes of the kind that will be weighed, in the layout of a spectrum.</param>
    /// <param name="power">M(|F|^2), the eigenvalues of H H^T; borrowed.</param>
    /// <param name="known">The known rectangle.</param>
    /// <exception cref="DeviceException">The device's memory does not suffice.</exception>
    public MarginFilling(ComputeDevice device, ComplexPlanes spectrum, ArrayView<float> power, KnownRegion known)
    {
        (_device, _power, _known) = (device, power, known);
        _transform = new FourierTransform(device, spectrum.Count, spectrum.Columns, spectrum.Rows);
        _last = new ComplexPlanes(device, spectrum.Count, spectrum.Columns, spectrum.Rows);
        _zero = device.AllocateFloats(power.Length);
        _zero.MemSetToZero();
    }

    /// <summary>Zeros in place of the power: with alpha = 1 they leave a residual unweighted.</summary>
    public ArrayView<float> NoPower => _zero.View;

    /// <summary>Device memory held, in bytes.</summary>
    public long Bytes => _last.Bytes + (_zero.Length * sizeof(float));

    /// <summary>Enqueues the replacement of the spectrum of r by that of u; what r is outside the rectangle does not matter.</summary>
    public void Weigh(ComplexPlanes residual, SpectralShape shape)
    {
        _transform.Inverse(residual);
        var sizes = Placement(residual);
        var config = ColumnGrid.Config(_device, residual.Columns, residual.Rows, residual.Count);
        ComplexView last = _last.Front, r = residual.Front;
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, MarginPlacement>(MarginKernels.Enclose)(
            config, r.Real, r.Imaginary, last.Real, last.Imaginary, sizes);
        for (int i = 1; i < Rounds(shape.Alpha); i++)
        {
            _transform.Forward(residual);
            Filter(MarginKernels.Explain, residual, shape);
            _transform.Inverse(residual);
            r = residual.Front;
            _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, MarginPlacement, float>(MarginKernels.Extend)(
                config, r.Real, r.Imaginary, last.Real, last.Imaginary, sizes, (i - 1f) / (i + 2f));
        }

        _transform.Forward(residual);
        Filter(MarginKernels.Weigh, residual, shape);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transform.Dispose();
        _last.Dispose();
        _zero.Dispose();
    }

    /// <summary>Iterations shrink the error like exp(-k sqrt(rho)); a large rho needs few.</summary>
    private static int Rounds(float alpha) => (int)Math.Clamp(Math.Ceiling(6 / Math.Sqrt(alpha)), 8, MostRounds);

    private MarginPlacement Placement(ComplexPlanes planes) => new(
        planes.Rows, planes.Columns, planes.Pitch, _known.Top, _known.Left, _known.Top + _known.Rows, _known.Left + _known.Columns,
        (float)(1.0 / ((double)planes.Rows * planes.Columns)));

    private void Filter(Action<ArrayView<float>, ArrayView<float>, ArrayView<float>, SpectralShape> kernel, ComplexPlanes planes, SpectralShape shape)
    {
        var values = planes.Front;
        _device.Load(kernel)(
            ColumnGrid.Config(_device, planes.Columns, planes.Rows, planes.Count), values.Real, values.Imaginary, _power, shape);
    }
}

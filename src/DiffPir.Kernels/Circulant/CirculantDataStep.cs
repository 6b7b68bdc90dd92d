using DiffPir.Kernels.Fourier;
using DiffPir.Kernels.Solvers;
using ILGPU;

namespace DiffPir.Kernels.Circulant;

/// <summary>
/// The exact data step of deblurring and super-resolution, argmin_p ||y - H p||^2 + rho ||z - p||^2, in the form of the matrix inversion
/// lemma: p = z + H^T (H H^T + rho)^-1 (y - H z), where H H^T is diagonal in the frequency domain. The form published with DiffPIR divides
/// by rho and loses every digit of float32 at rho ~ 1e-6; this one is exact as rho goes to 0.
/// </summary>
public sealed class CirculantDataStep : IDisposable
{
    private readonly ComputeDevice _device;
    private readonly CirculantModel _model;
    private readonly TensorShape _canvas;
    private readonly FourierTransform _transform;
    private readonly ComplexPlanes _planes;
    private readonly ComplexPlanes _transfer;
    private readonly ComplexPlanes _measured;
    private readonly ComplexPlanes? _residual;
    private readonly ILGPU.Runtime.MemoryBuffer1D<float, Stride1D.Dense>? _power;
    private readonly KnownRegionSolver? _knownRegion;

    /// <summary>Transforms the kernel and the measurement.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="model">H.</param>
    /// <param name="canvas">Shape of the tensors to correct; the model's picture is their top left part.</param>
    /// <param name="measurement">y, of the model's size divided by its scale, as many images and channels as the canvas.</param>
    /// <param name="known">The part of y that was observed; the rest of it has no influence. Null: all of it.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="DeviceException">The device's memory does not suffice.</exception>
    public CirculantDataStep(ComputeDevice device, CirculantModel model, TensorShape canvas, Tensor measurement, KnownRegion? known = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(measurement);
        var reduced = new TensorShape(canvas.N, canvas.C, model.Rows / model.Scale, model.Columns / model.Scale);
        if (measurement.Shape != reduced || model.Rows > canvas.H || model.Columns > canvas.W)
        {
            throw new ArgumentException(
                $"a {model.Rows}x{model.Columns} model of scale {model.Scale} on {canvas} needs a measurement of {reduced}, not {measurement.Shape}",
                nameof(measurement));
        }

        if (known is { } part && (part.Top < 0 || part.Left < 0 || part.Rows < 1 || part.Columns < 1
            || part.Top + part.Rows > reduced.H || part.Left + part.Columns > reduced.W))
        {
            throw new ArgumentException($"{part} is no part of a measurement of {reduced}", nameof(known));
        }

        (_device, _model, _canvas) = (device, model, canvas);
        int count = ((canvas.N * canvas.C) + 1) / 2;
        _transform = new FourierTransform(device, count, model.Rows, model.Columns);
        _planes = new ComplexPlanes(device, count, model.Rows, model.Columns);
        _transfer = new ComplexPlanes(device, 1, model.Rows, model.Columns);
        _measured = new ComplexPlanes(device, count, reduced.H, reduced.W);
        using (var response = device.Allocate(new(1, 1, model.Rows, model.Columns)))
        {
            response.Upload(model.ImpulseResponse());
            Pack(response, _transfer, 1f, 0f);
            _transform.Forward(_transfer);
            using var small = new FourierTransform(device, count, reduced.H, reduced.W);
            Pack(measurement, _measured, 1f, 0f);
            small.Forward(_measured);
            if (model.Scale > 1 || known is not null)
            {
                _residual = new ComplexPlanes(device, count, reduced.W, reduced.H);
                _power = device.AllocateFloats((long)_measured.Rows * _measured.Pitch);
                device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, SpectralShape>(DataStepKernels.MeanPower)(
                    Config(_measured.Columns, _measured.Rows, 1), _transfer.Front.Real, _transfer.Front.Imaginary, _power.View, Shape(0f));
                _knownRegion = known is { } region ? new KnownRegionSolver(device, _residual, _power.View, region) : null;
            }

            device.Synchronize();
        }
    }

    /// <summary>Device memory held, in bytes.</summary>
    public long Bytes => _transform.Bytes + _planes.Bytes + _transfer.Bytes + _measured.Bytes + (_residual?.Bytes
        ?? 0) + ((_power?.Length ?? 0) * sizeof(float)) + (_knownRegion?.Bytes ?? 0);

    /// <summary>
    /// Enqueues x &lt;- x + strength (2 p - 1 - x), p the data step of z = x / 2 + 1/2: x is on [-1,1], the measurement on [0,1]. Outside
    /// the model's picture x is left alone.
    /// </summary>
    /// <param name="x">Estimates, of the canvas' shape.</param>
    /// <param name="rho">Weight of the estimate against the measurement, greater than 0.</param>
    /// <param name="strength">How far to go to the solution; 1 for all the way.</param>
    /// <param name="follows">Whether x is the next estimate of the picture that the last call has corrected: margins are then filled from there.</param>
    /// <param name="roughly">Whether such a call may fill narrow margins with less care, because noise will hide all detail of the result.</param>
    public void Apply(Tensor x, double rho, double strength = 1, bool follows = false, bool roughly = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape != _canvas)
        {
            throw new ArgumentException($"this data step was made for {_canvas}, not {x.Shape}", nameof(x));
        }

        Pack(x, _planes, 0.5f, 0.5f);
        _transform.Forward(_planes);
        Correct(Shape((float)rho), follows, roughly);
        _transform.Inverse(_planes);
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, PlanePacking>(PackingKernels.Add)(
            Config(_planes.Columns, _planes.Rows, _planes.Count), x.View, _planes.Front.Real, _planes.Front.Imaginary,
            Packing(x.Shape, _planes, (float)(2 * strength / ((double)_model.Rows * _model.Columns)), 0f));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transform.Dispose();
        _planes.Dispose();
        _transfer.Dispose();
        _measured.Dispose();
        _knownRegion?.Dispose();
        _residual?.Dispose();
        _power?.Dispose();
    }

    private static PlanePacking Packing(TensorShape tensor, ComplexPlanes planes, float scale, float shift) =>
        new(planes.Rows, planes.Columns, planes.Pitch, tensor.H, tensor.W, tensor.N * tensor.C, scale, shift);

    private void Pack(Tensor tensor, ComplexPlanes planes, float scale, float shift) =>
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, PlanePacking>(PackingKernels.Pack)(
            Config(planes.Columns, planes.Rows, planes.Count), tensor.View, planes.Front.Real, planes.Front.Imaginary,
            Packing(tensor.Shape, planes, scale, shift));

    private void Correct(SpectralShape shape, bool follows, bool roughly)
    {
        switch (_model.Scale)
        {
            case 1 when _knownRegion is not null:
                CorrectAliases<Reduction1>(shape, follows, roughly);
                break;
            case 1:
                ComplexView z = _planes.Front, f = _transfer.Front, y = _measured.Front;
                _device.Load<
                    ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, SpectralShape>(
                    DataStepKernels.Correct)(
                    Config(shape.Columns, shape.Rows, _planes.Count), z.Real, z.Imaginary, f.Real, f.Imaginary, y.Real, y.Imaginary, shape);
                break;
            case 2:
                CorrectAliases<Reduction2>(shape, follows, roughly);
                break;
            case 3:
                CorrectAliases<Reduction3>(shape, follows, roughly);
                break;
            case 4:
                CorrectAliases<Reduction4>(shape, follows, roughly);
                break;
            default:
                CorrectAliases<ReductionAny>(shape, follows, roughly);
                break;
        }
    }

    private void CorrectAliases<T>(SpectralShape shape, bool follows, bool roughly)
        where T : struct, IReduction
    {
        ComplexView z = _planes.Front, f = _transfer.Front, y = _measured.Front, r = _residual!.Front;
        var config = Config(shape.Columns, shape.Rows, _planes.Count);

        // With unknown margins the residual is weighted after they have been filled.
        var power = _knownRegion?.NoPower ?? _power!.View;
        var first = _knownRegion is null ? shape : shape with { Alpha = 1f };
        _device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            ArrayView<float>, ArrayView<float>, SpectralShape>(DataStepKernels.Residual<T>)(
            config, z.Real, z.Imaginary, f.Real, f.Imaginary, y.Real, y.Imaginary, power, r.Real, r.Imaginary, first);
        _knownRegion?.Weigh(_residual, shape, follows, roughly);
        r = _residual.Front;
        _device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, SpectralShape>(
            DataStepKernels.Spread<T>)(config, r.Real, r.Imaginary, f.Real, f.Imaginary, z.Real, z.Imaginary, shape);
    }

    private SpectralShape Shape(float rho) =>
        new(_measured.Rows, _measured.Columns, _measured.Pitch, _transfer.Pitch, _model.Scale, rho);

    private KernelConfig Config(int columns, int rows, int planes) => ColumnGrid.Config(_device, columns, rows, planes);
}

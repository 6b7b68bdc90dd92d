using DiffPir.Kernels.Elementwise;
using DiffPir.Kernels.Fourier;
using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Circulant;

/// <summary>
/// H of a <see cref="CirculantModel"/> as a linear map between tensors, its transpose, and filters in the basis that makes H H^T diagonal: the
/// frequencies of the reduced picture, whose singular values are sqrt(M(|F|^2)) with the transfer function F of the kernel and the mean M over
/// the scale^2 aliases of a frequency. Calls enqueue only.
/// </summary>
public sealed class CirculantOperator : IDisposable
{
    private readonly ComputeDevice _device;
    private readonly CirculantModel _model;
    private readonly TensorShape _reduced;
    private readonly FourierTransform _transform;
    private readonly FourierTransform _smallTransform;
    private readonly ComplexPlanes _planes;
    private readonly ComplexPlanes _transfer;
    private readonly ComplexPlanes _small;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _power;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _zero;

    /// <summary>Transforms the kernel.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="model">H.</param>
    /// <param name="images">Images that are mapped at once.</param>
    /// <param name="channels">Channels of an image.</param>
    /// <exception cref="DeviceException">The device's memory does not suffice.</exception>
    public CirculantOperator(ComputeDevice device, CirculantModel model, int images, int channels)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(model);
        (_device, _model) = (device, model);
        _reduced = new(images, channels, model.Rows / model.Scale, model.Columns / model.Scale);
        int count = ((images * channels) + 1) / 2;
        _transform = new FourierTransform(device, count, model.Rows, model.Columns);
        _smallTransform = new FourierTransform(device, count, _reduced.H, _reduced.W);
        _planes = new ComplexPlanes(device, count, model.Rows, model.Columns);
        _transfer = new ComplexPlanes(device, 1, model.Rows, model.Columns);
        _small = new ComplexPlanes(device, count, _reduced.H, _reduced.W);
        using (var response = device.Allocate(new(1, 1, model.Rows, model.Columns)))
        {
            response.Upload(model.ImpulseResponse());
            Pack(response, _transfer);
            _transform.Forward(_transfer);
        }

        var shape = Shape();
        _power = device.AllocateFloats((long)shape.Rows * shape.Pitch);
        _power.MemSetToZero();
        _zero = device.AllocateFloats((long)count * shape.Rows * shape.Pitch);
        _zero.MemSetToZero();
        device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, SpectralShape>(DataStepKernels.MeanPower)(
            Config(shape.Columns, shape.Rows, 1), _transfer.Front.Real, _transfer.Front.Imaginary, _power.View, shape);
        device.Synchronize();
    }

    /// <summary>y = H x.</summary>
    /// <param name="x">Its top left part of the model's size is what H acts on.</param>
    /// <param name="y">Receives the result, of the model's size divided by its scale.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void Apply(Tensor x, Tensor y)
    {
        Require(x, y);
        Pack(x, _planes);
        _transform.Forward(_planes);
        _small.ExchangeSides();
        switch (_model.Scale)
        {
            case 1:
                Reduce<Reduction1>();
                break;
            case 2:
                Reduce<Reduction2>();
                break;
            case 3:
                Reduce<Reduction3>();
                break;
            case 4:
                Reduce<Reduction4>();
                break;
            default:
                Reduce<ReductionAny>();
                break;
        }

        _planes.ExchangeSides();
        _smallTransform.Inverse(_small);

        // What Reduce leaves is 0 - H x.
        Unpack(_small, y, -1.0 / ((double)_reduced.H * _reduced.W));
    }

    /// <summary>x = H^T y; x outside the model's picture becomes 0.</summary>
    /// <inheritdoc cref="Apply"/>
    public void Adjoint(Tensor y, Tensor x)
    {
        Require(x, y);
        Pack(y, _small);
        _smallTransform.Forward(_small);
        _planes.ExchangeSides();
        switch (_model.Scale)
        {
            case 1:
                Spread<Reduction1>();
                break;
            case 2:
                Spread<Reduction2>();
                break;
            case 3:
                Spread<Reduction3>();
                break;
            case 4:
                Spread<Reduction4>();
                break;
            default:
                Spread<ReductionAny>();
                break;
        }

        _small.ExchangeSides();
        _transform.Inverse(_planes);
        TileOperations.Clear(_device, x);
        Unpack(_planes, x, 1.0 / ((double)_model.Rows * _model.Columns));
    }

    /// <summary>A table for <see cref="Filter"/>.</summary>
    /// <param name="weight">The factor of a component as a function of its singular value, 0 or greater.</param>
    public Tensor CreateFilter(Func<double, double> weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        var shape = Shape();
        var table = _device.Allocate(new(1, 1, shape.Rows, shape.Pitch));
        float[] power = new float[shape.Rows * shape.Pitch];
        _power.View.CopyToCPU(_device.Stream, power);
        _device.Synchronize();
        table.Upload([.. power.Select(value => (float)weight(Math.Sqrt(value)))]);
        return table;
    }

    /// <summary>Multiplies the components of y, in the basis that makes H H^T diagonal, by the weights of a table.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void Filter(Tensor y, Tensor table)
    {
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(table);
        var shape = Shape();
        if (y.Shape != _reduced || table.Shape != new TensorShape(1, 1, shape.Rows, shape.Pitch))
        {
            throw new ArgumentException($"a table {table.Shape} filters measurements of {_reduced}, not {y.Shape}", nameof(y));
        }

        RunFilter(y, SpectralFilterKernels.Multiply, table.View, 0f);
    }

    /// <summary>y &lt;- (H H^T + rho)^-1 y, exact where rho is far above the rounding of H H^T.</summary>
    /// <param name="y">A measurement.</param>
    /// <param name="rho">Greater than 0.</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public void Divide(Tensor y, double rho)
    {
        ArgumentNullException.ThrowIfNull(y);
        if (y.Shape != _reduced)
        {
            throw new ArgumentException($"measurements of this operator are {_reduced}, not {y.Shape}", nameof(y));
        }

        RunFilter(y, SpectralFilterKernels.Divide, _power.View, (float)rho);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transform.Dispose();
        _smallTransform.Dispose();
        _planes.Dispose();
        _transfer.Dispose();
        _small.Dispose();
        _power.Dispose();
        _zero.Dispose();
    }

    private void RunFilter(
        Tensor y, Action<ArrayView<float>, ArrayView<float>, ArrayView<float>, SpectralShape, float> kernel, ArrayView<float> table, float alpha)
    {
        Pack(y, _small);
        _smallTransform.Forward(_small);
        var shape = Shape() with { Alpha = alpha };
        _device.Load(kernel)(
            Config(shape.Columns, shape.Rows, _small.Count), _small.Front.Real, _small.Front.Imaginary, table, shape,
            (float)(1.0 / ((double)_reduced.H * _reduced.W)));
        _smallTransform.Inverse(_small);
        Unpack(_small, y, 1);
    }

    private void Reduce<T>()
        where T : struct, IReduction
    {
        ComplexView z = _planes.Front, f = _transfer.Front, r = _small.Front;
        var shape = Shape() with { Alpha = 1f };
        _device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            ArrayView<float>, ArrayView<float>, SpectralShape>(DataStepKernels.Residual<T>)(
            Config(shape.Columns, shape.Rows, _small.Count), z.Real, z.Imaginary, f.Real, f.Imaginary, _zero.View, _zero.View, _zero.View, r.Real,
            r.Imaginary, shape);
    }

    private void Spread<T>()
        where T : struct, IReduction
    {
        ComplexView z = _planes.Front, f = _transfer.Front, r = _small.Front;
        var shape = Shape();
        _device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, SpectralShape>(
            DataStepKernels.Spread<T>)(
            Config(shape.Columns, shape.Rows, _small.Count), r.Real, r.Imaginary, f.Real, f.Imaginary, z.Real, z.Imaginary, shape);
    }

    private void Require(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (y.Shape != _reduced || (x.Shape.N, x.Shape.C) != (_reduced.N, _reduced.C) || x.Shape.H < _model.Rows || x.Shape.W < _model.Columns)
        {
            throw new ArgumentException(
                $"a {_model.Rows}x{_model.Columns} model of scale {_model.Scale} maps at least that to {_reduced}, not {x.Shape} to {y.Shape}", nameof(x));
        }
    }

    private void Pack(Tensor tensor, ComplexPlanes planes) =>
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, PlanePacking>(PackingKernels.Pack)(
            Config(planes.Columns, planes.Rows, planes.Count), tensor.View, planes.Front.Real, planes.Front.Imaginary, Packing(tensor, planes, 1f));

    private void Unpack(ComplexPlanes planes, Tensor tensor, double scale) =>
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, PlanePacking>(PackingKernels.Unpack)(
            Config(planes.Columns, planes.Rows, planes.Count), tensor.View, planes.Front.Real, planes.Front.Imaginary, Packing(tensor, planes, (float)scale));

    private static PlanePacking Packing(Tensor tensor, ComplexPlanes planes, float scale) => new(
        planes.Rows, planes.Columns, planes.Pitch, tensor.Shape.H, tensor.Shape.W, tensor.Shape.N * tensor.Shape.C, scale, 0f);

    /// <summary>Spectra have rows and columns exchanged.</summary>
    private SpectralShape Shape() => new(
        _reduced.W, _reduced.H, ComplexPlanes.PitchOf(_reduced.H), ComplexPlanes.PitchOf(_model.Rows), _model.Scale, 0f);

    private KernelConfig Config(int columns, int rows, int planes) => ColumnGrid.Config(_device, columns, rows, planes);
}

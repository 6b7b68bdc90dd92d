using DiffPir.Kernels.Elementwise;
using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Solvers;

/// <summary>
/// Solves A u = b for a symmetric positive A that is known by what it does to a tensor (Hestenes and Stiefel, 1952). A fixed number of rounds is
/// enqueued; the host never waits. Once nothing is left to gain, further rounds change nothing.
/// </summary>
public sealed class ConjugateGradients : IDisposable
{
    private readonly ComputeDevice _device;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _parts;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _scalars;
    private readonly Tensor _direction;
    private readonly Tensor _product;
    private readonly Tensor _gradient;
    private readonly int _group;

    /// <summary>Allocates for vectors of one shape.</summary>
    /// <exception cref="DeviceException">The device's memory does not suffice.</exception>
    public ConjugateGradients(ComputeDevice device, TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(device);
        _device = device;
        _group = device.IsProcessor || device.Description.Kind == DeviceKind.Cpu ? 1 : ConjugateGradientKernels.GroupSize;
        _parts = device.AllocateFloats(ConjugateGradientKernels.MostParts);
        _scalars = device.AllocateFloats(ConjugateGradientKernels.Scalars);
        (_direction, _product, _gradient) = (device.Allocate(shape), device.Allocate(shape), device.Allocate(shape));
    }

    /// <summary>Enqueues the rounds.</summary>
    /// <param name="multiply">Enqueues second = A first.</param>
    /// <param name="precondition">Enqueues second = P first, P an approximation of A's inverse that is symmetric and positive too; null for none.</param>
    /// <param name="residual">b; becomes b - A u.</param>
    /// <param name="solution">Receives u.</param>
    /// <param name="rounds">Number of rounds.</param>
    public void Solve(Action<Tensor, Tensor> multiply, Action<Tensor, Tensor>? precondition, Tensor residual, Tensor solution, int rounds)
    {
        ArgumentNullException.ThrowIfNull(multiply);
        ArgumentNullException.ThrowIfNull(residual);
        ArgumentNullException.ThrowIfNull(solution);
        TileOperations.Clear(_device, solution);
        TileOperations.Clear(_device, _direction);
        _scalars.View.MemSetToZero(_device.Stream);
        var elementwise = _device.Elementwise(residual.Shape.Elements);
        for (int round = 0; round < rounds; round++)
        {
            var gradient = residual;
            if (precondition is not null)
            {
                precondition(residual, _gradient);
                gradient = _gradient;
            }

            Update(residual, gradient, ConjugateGradientKernels.TurnShare);
            _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>>(VectorSolverKernels.Turn)(
                elementwise, _direction.View, gradient.View, _scalars.View);
            multiply(_direction, _product);
            Update(_direction, _product, ConjugateGradientKernels.StepLength);
            _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>>(VectorSolverKernels.Step)(
                elementwise, solution.View, residual.View, _direction.View, _product.View, _scalars.View);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _parts.Dispose();
        _scalars.Dispose();
        _direction.Dispose();
        _product.Dispose();
        _gradient.Dispose();
    }

    private void Update(Tensor a, Tensor b, int scalar)
    {
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>>(VectorSolverKernels.Multiply)(
            new KernelConfig((int)_parts.Length, _group), a.View, b.View, _parts.View);
        _device.Load<ArrayView<float>, ArrayView<float>, int>(ConjugateGradientKernels.Conclude)(
            new KernelConfig(1, _group == 1 ? 1 : ConjugateGradientKernels.MostParts), _parts.View, _scalars.View, scalar);
    }
}

using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Solvers;

/// <summary>
/// Steps along a vector whose length depends on norms: x += min(scale / ||residual||, longest / ||direction||) direction. The norms stay on the
/// device, and the host never waits for them.
/// </summary>
public sealed class NormalizedStep : IDisposable
{
    private readonly ComputeDevice _device;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _parts;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _residual;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _direction;
    private readonly int _group;

    /// <summary>Allocates.</summary>
    public NormalizedStep(ComputeDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        _device = device;
        _group = device.IsProcessor || device.Description.Kind == DeviceKind.Cpu ? 1 : ConjugateGradientKernels.GroupSize;
        _parts = device.AllocateFloats(ConjugateGradientKernels.MostParts);
        _residual = device.AllocateFloats(ConjugateGradientKernels.Scalars);
        _direction = device.AllocateFloats(ConjugateGradientKernels.Scalars);
    }

    /// <summary>Enqueues the step.</summary>
    /// <param name="x">Receives it.</param>
    /// <param name="direction">Where to; of the same shape.</param>
    /// <param name="residual">Whose norm divides; of any shape. Where it is 0, x stays.</param>
    /// <param name="scale">0 or greater.</param>
    /// <param name="longest">The longest step, 0 or greater; infinite for none.</param>
    public void Apply(Tensor x, Tensor direction, Tensor residual, double scale, double longest)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(direction);
        ArgumentNullException.ThrowIfNull(residual);
        if (x.Shape != direction.Shape)
        {
            throw new ArgumentException($"a step has the shape of what it moves, {x.Shape}, not {direction.Shape}", nameof(direction));
        }

        Square(residual, _residual);
        Square(direction, _direction);
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, float, float>(VectorSolverKernels.NormalizedStep)(
            _device.Elementwise(x.Shape.Elements), x.View, direction.View, _residual.View, _direction.View, (float)scale,
            (float)Math.Min(longest, float.MaxValue));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _parts.Dispose();
        _residual.Dispose();
        _direction.Dispose();
    }

    private void Square(Tensor vector, MemoryBuffer1D<float, Stride1D.Dense> scalars)
    {
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>>(VectorSolverKernels.Multiply)(
            new KernelConfig((int)_parts.Length, _group), vector.View, vector.View, _parts.View);
        _device.Load<ArrayView<float>, ArrayView<float>, int>(ConjugateGradientKernels.Conclude)(
            new KernelConfig(1, _group == 1 ? 1 : ConjugateGradientKernels.MostParts), _parts.View, scalars.View, ConjugateGradientKernels.TurnShare);
    }
}

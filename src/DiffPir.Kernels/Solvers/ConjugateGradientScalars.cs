using DiffPir.Kernels.Fourier;
using DiffPir.Kernels.Intrinsics;
using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Solvers;

/// <summary>Inner products of complex planes and the scalars that follow from them, on the device: see <see cref="ConjugateGradientKernels"/>.</summary>
internal sealed class ConjugateGradientScalars : IDisposable
{
    private readonly ComputeDevice _device;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _parts;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _scalars;
    private readonly int _group;

    /// <summary>Allocates; all scalars are 0.</summary>
    public ConjugateGradientScalars(ComputeDevice device)
    {
        _device = device;
        _group = device.IsProcessor || device.Description.Kind == DeviceKind.Cpu ? 1 : ConjugateGradientKernels.GroupSize;
        _parts = device.AllocateFloats(
            Math.Min(ConjugateGradientKernels.MostParts, device.IsProcessor ? 2 * device.Threads : ConjugateGradientKernels.MostParts));
        _scalars = device.AllocateFloats(ConjugateGradientKernels.Scalars);
        _scalars.MemSetToZero();
    }

    /// <summary>The scalars.</summary>
    public ArrayView<float> View => _scalars.View;

    /// <summary>Enqueues the update of one scalar from the inner product of two stacks of planes of the same layout, outside the known rectangle.</summary>
    /// <param name="a">Planes.</param>
    /// <param name="b">Planes.</param>
    /// <param name="layout">Sizes and pitch of both, and the rectangle.</param>
    /// <param name="planes">How many.</param>
    /// <param name="scalar">What to set: a place of <see cref="ConjugateGradientKernels"/>.</param>
    public void Update(ComplexView a, ComplexView b, KnownRegionShape layout, int planes, int scalar)
    {
        var config = new KernelConfig(new Index3D((int)_parts.Length, 1, 1), new Index3D(_group, 1, 1));
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, KnownRegionShape, int>(
            _device.IsProcessor ? ConjugateGradientKernels.Multiply<Lanes16> : ConjugateGradientKernels.Multiply<Lanes1>)(
            config, a.Real, a.Imaginary, b.Real, b.Imaginary, _parts.View, layout, planes);
        _device.Load<ArrayView<float>, ArrayView<float>, int>(ConjugateGradientKernels.Conclude)(
            new KernelConfig(1, _group == 1 ? 1 : ConjugateGradientKernels.MostParts), _parts.View, _scalars.View, scalar);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _parts.Dispose();
        _scalars.Dispose();
    }
}

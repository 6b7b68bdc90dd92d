using ILGPU;

namespace DiffPir.Kernels.Fourier;

/// <summary>Real and imaginary parts in two arrays of one layout.</summary>
internal readonly record struct ComplexView(ArrayView<float> Real, ArrayView<float> Imaginary)
{
    /// <summary>
    /// The view with its parts exchanged. The inverse transform is the forward transform between two exchanges, so no second set of
    /// kernels or tables is needed.
    /// </summary>
    public ComplexView Exchanged => new(Imaginary, Real);
}

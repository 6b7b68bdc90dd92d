using System.Numerics;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>Complex arithmetic in double precision.</summary>
internal sealed class ComplexNumberArithmetic : IComplexArithmetic<Complex>
{
    /// <inheritdoc/>
    public Complex Add(Complex a, Complex b) => a + b;

    /// <inheritdoc/>
    public Complex Subtract(Complex a, Complex b) => a - b;

    /// <inheritdoc/>
    public Complex Scale(float factor, Complex a) => factor * a;

    /// <inheritdoc/>
    public Complex AddScaled(Complex a, float factor, Complex b) => a + (factor * b);

    /// <inheritdoc/>
    public Complex TimesMinusI(Complex a) => new(a.Imaginary, -a.Real);
}

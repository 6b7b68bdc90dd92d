using DiffPir.Kernels.Intrinsics;

namespace DiffPir.Kernels.Fourier;

/// <summary>A complex number inside kernels.</summary>
internal readonly struct ComplexValue(float real, float imaginary)
{
    /// <summary>Real part.</summary>
    public readonly float Real = real;

    /// <summary>Imaginary part.</summary>
    public readonly float Imaginary = imaginary;

    /// <summary>Sum.</summary>
    public static ComplexValue operator +(ComplexValue a, ComplexValue b) => new(a.Real + b.Real, a.Imaginary + b.Imaginary);

    /// <summary>Difference.</summary>
    public static ComplexValue operator -(ComplexValue a, ComplexValue b) => new(a.Real - b.Real, a.Imaginary - b.Imaginary);

    /// <summary>Product.</summary>
    public static ComplexValue operator *(ComplexValue a, ComplexValue b) => new(
        ScalarMath.Fma(a.Real, b.Real, 0f - (a.Imaginary * b.Imaginary)), ScalarMath.Fma(a.Real, b.Imaginary, a.Imaginary * b.Real));

    /// <summary>factor * this for a real factor.</summary>
    public ComplexValue Scaled(float factor) => new(factor * Real, factor * Imaginary);

    /// <summary>conj(this) * b.</summary>
    public ComplexValue ConjugateTimes(ComplexValue b) => new(
        ScalarMath.Fma(Real, b.Real, Imaginary * b.Imaginary), ScalarMath.Fma(Real, b.Imaginary, 0f - (Imaginary * b.Real)));
}

namespace DiffPir.Kernels.Intrinsics;

/// <summary>Vectors of complex numbers in the target's own text.</summary>
/// <param name="Real">Real parts.</param>
/// <param name="Imaginary">Imaginary parts.</param>
internal readonly record struct ComplexText(VectorText Real, VectorText Imaginary);

/// <summary>Prints complex arithmetic.</summary>
/// <param name="writer">Where to.</param>
internal sealed class ComplexTextArithmetic(VectorWriter writer) : IComplexArithmetic<ComplexText>
{
    /// <inheritdoc/>
    public ComplexText Add(ComplexText a, ComplexText b) => new(writer.Add(a.Real, b.Real), writer.Add(a.Imaginary, b.Imaginary));

    /// <inheritdoc/>
    public ComplexText Subtract(ComplexText a, ComplexText b) => new(writer.Subtract(a.Real, b.Real), writer.Subtract(a.Imaginary, b.Imaginary));

    /// <inheritdoc/>
    public ComplexText Multiply(ComplexText a, ComplexText b) => new(
        writer.Fma(a.Real, b.Real, writer.Negate(writer.Multiply(a.Imaginary, b.Imaginary))),
        writer.Fma(a.Real, b.Imaginary, writer.Multiply(a.Imaginary, b.Real)));

    /// <inheritdoc/>
    public ComplexText Scale(float factor, ComplexText a) =>
        new(writer.Multiply(writer.Constant(factor), a.Real), writer.Multiply(writer.Constant(factor), a.Imaginary));

    /// <inheritdoc/>
    public ComplexText AddScaled(ComplexText a, float factor, ComplexText b) =>
        new(writer.Fma(writer.Constant(factor), b.Real, a.Real), writer.Fma(writer.Constant(factor), b.Imaginary, a.Imaginary));

    /// <inheritdoc/>
    public ComplexText TimesMinusI(ComplexText a) => new(a.Imaginary, writer.Negate(a.Real));
}

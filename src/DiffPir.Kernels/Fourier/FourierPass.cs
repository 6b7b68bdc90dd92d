namespace DiffPir.Kernels.Fourier;

/// <summary>
/// Sizes of one Stockham pass over the columns of a stack of planes, as kernels need them. A transform of length n = radix * Rest along
/// the rows has Rest butterflies a column: butterfly b = Span * p + q (0 &lt;= q &lt; Span) takes rows b + k * Rest and writes rows
/// b + Span * (radix - 1) * p + Span * j, so that after the last pass the rows are in natural order.
/// </summary>
/// <param name="Pitch">Distance of two rows in elements.</param>
/// <param name="Rest">n / radix.</param>
/// <param name="Span">Product of the radices of earlier passes.</param>
/// <param name="Radix">The radix.</param>
internal readonly record struct FourierPass(int Pitch, int Rest, int Span, int Radix)
{
    /// <summary>Distance of two planes in elements.</summary>
    public long PlanePitch => (long)Rest * Radix * Pitch;
}

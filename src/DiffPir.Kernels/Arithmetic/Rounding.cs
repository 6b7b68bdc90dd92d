namespace DiffPir.Kernels;

/// <summary>Division of whole numbers with the rounding that sizes and places need.</summary>
public static class Rounding
{
    /// <summary>The least number of portions of <paramref name="divisor"/>, at least 1, that hold <paramref name="value"/>, which is not negative.</summary>
    public static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;

    /// <summary>The least multiple of <paramref name="multiple"/>, at least 1, that is not below <paramref name="value"/>, which is not negative.</summary>
    public static int RoundUp(int value, int multiple) => DivideUp(value, multiple) * multiple;

    /// <inheritdoc cref="RoundUp(int, int)"/>
    public static long RoundUp(long value, int multiple) => (value + multiple - 1) / multiple * multiple;

    /// <summary>The place of <paramref name="value"/> on a circle of <paramref name="length"/> places: from 0 to below that, also for
    /// negative values.</summary>
    public static int Modulo(int value, int length) => ((value % length) + length) % length;
}

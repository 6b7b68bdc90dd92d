namespace DiffPir.Kernels;

/// <summary>Division and multiples of whole numbers that are not negative, rounded up.</summary>
public static class Rounding
{
    /// <summary>The least number of portions of <paramref name="divisor"/>, at least 1, that hold <paramref name="value"/>.</summary>
    public static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;

    /// <summary>The least multiple of <paramref name="multiple"/>, at least 1, that is not below <paramref name="value"/>.</summary>
    public static int RoundUp(int value, int multiple) => DivideUp(value, multiple) * multiple;

    /// <inheritdoc cref="RoundUp(int, int)"/>
    public static long RoundUp(long value, int multiple) => (value + multiple - 1) / multiple * multiple;
}

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// Lengths whose transforms are fastest: products of primes up to 7. Primes of 11 and 13 take several times as long a pass, and any other
/// Bluestein's method.
/// </summary>
public static class FourierLength
{
    /// <summary>The smallest fast length that is not below <paramref name="length"/> (at least 1).</summary>
    public static int AtLeast(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        while (StockhamAxis.Radices(length)?.All(radix => radix <= StockhamAxis.LargestOwnRadix) != true)
        {
            length++;
        }

        return length;
    }
}

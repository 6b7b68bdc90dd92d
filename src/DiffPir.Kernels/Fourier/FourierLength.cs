namespace DiffPir.Kernels.Fourier;

/// <summary>Lengths whose transforms are fast: products of primes up to 13. Any other takes Bluestein's method, several times as long.</summary>
public static class FourierLength
{
    /// <summary>The smallest fast length that is not below <paramref name="length"/> (at least 1).</summary>
    public static int AtLeast(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        while (StockhamAxis.Radices(length) is null)
        {
            length++;
        }

        return length;
    }
}

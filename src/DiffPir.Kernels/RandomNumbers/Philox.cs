namespace DiffPir.Kernels.RandomNumbers;

/// <summary>
/// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011): ten rounds turn a 128-bit counter and a 64-bit
/// key into 128 random bits, with integer operations only, so every device and the host give the same ones. The rounds are written out
/// because neither ILGPU nor a vectoriser over work-items unrolls a loop.
/// </summary>
internal static class Philox
{
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    /// <summary>The random bits of one counter value under one key.</summary>
    public static RandomBits Generate(RandomBits counter, uint key0, uint key1)
    {
        var x = Round(counter, key0, key1);
        x = Round(x, key0 + Weyl0, key1 + Weyl1);
        x = Round(x, key0 + unchecked(2 * Weyl0), key1 + unchecked(2 * Weyl1));
        x = Round(x, key0 + unchecked(3 * Weyl0), key1 + unchecked(3 * Weyl1));
        x = Round(x, key0 + unchecked(4 * Weyl0), key1 + unchecked(4 * Weyl1));
        x = Round(x, key0 + unchecked(5 * Weyl0), key1 + unchecked(5 * Weyl1));
        x = Round(x, key0 + unchecked(6 * Weyl0), key1 + unchecked(6 * Weyl1));
        x = Round(x, key0 + unchecked(7 * Weyl0), key1 + unchecked(7 * Weyl1));
        x = Round(x, key0 + unchecked(8 * Weyl0), key1 + unchecked(8 * Weyl1));
        return Round(x, key0 + unchecked(9 * Weyl0), key1 + unchecked(9 * Weyl1));
    }

    private static RandomBits Round(RandomBits x, uint key0, uint key1)
    {
        ulong product0 = (ulong)Multiplier0 * x.X, product1 = (ulong)Multiplier1 * x.Z;
        return new RandomBits(
            (uint)(product1 >> 32) ^ x.Y ^ key0, (uint)product1, (uint)(product0 >> 32) ^ x.W ^ key1, (uint)product0);
    }
}

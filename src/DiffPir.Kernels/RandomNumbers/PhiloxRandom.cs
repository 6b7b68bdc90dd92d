namespace DiffPir.Kernels.RandomNumbers;

/// <summary>
/// A sequence of random numbers on the host, the same on every machine and .NET version: Philox4x32-10 counted from zero. For masks and
/// kernels; noise on images is indexed by element instead (<see cref="NoiseOperations"/>).
/// </summary>
/// <param name="seed">Key of the generator.</param>
/// <param name="stream">Separates the uses of one seed.</param>
public sealed class PhiloxRandom(ulong seed, uint stream)
{
    private RandomBits _bits;
    private uint _drawn;

    /// <summary>The next 32 random bits.</summary>
    public uint NextBits()
    {
        if (_drawn % 4 == 0)
        {
            _bits = Philox.Generate(new RandomBits(_drawn / 4, 0, 0, stream), (uint)seed, (uint)(seed >> 32));
        }

        return (_drawn++ % 4) switch { 0 => _bits.X, 1 => _bits.Y, 2 => _bits.Z, _ => _bits.W };
    }

    /// <summary>A number in (0,1), a multiple of 2^-32 plus 2^-33.</summary>
    public double NextDouble() => (NextBits() + 0.5) / 4294967296.0;

    /// <summary>A number in (low, high).</summary>
    public double NextDouble(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>An integer in [0, limit). The bias of the multiplication method, below limit / 2^32, is accepted.</summary>
    public int NextInt32(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return (int)(((ulong)NextBits() * (uint)limit) >> 32);
    }
}

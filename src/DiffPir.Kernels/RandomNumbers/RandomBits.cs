namespace DiffPir.Kernels.RandomNumbers;

/// <summary>128 bits as four words: counter and output of <see cref="Philox"/>.</summary>
internal readonly struct RandomBits(uint x, uint y, uint z, uint w)
{
    /// <summary>First word.</summary>
    public readonly uint X = x;

    /// <summary>Second word.</summary>
    public readonly uint Y = y;

    /// <summary>Third word.</summary>
    public readonly uint Z = z;

    /// <summary>Fourth word.</summary>
    public readonly uint W = w;
}

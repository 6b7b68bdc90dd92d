namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// Constants of exp(x) = 2^n * p(f), n = round(x log2 e), f = x log2 e - n in [-1/2, 1/2], p the degree-5 polynomial of 2^f
/// with p(0) = 1 (relative error of exp in float32 below 2e-7, nearly centred). log2 e is split in two so that f keeps its digits for large |x|.
/// </summary>
internal static class ExpPolynomial
{
    public const float Limit = 87f;
    public const float RoundingMagic = 12582912f; // 1.5 * 2^23: adding it rounds to an integer that then sits in the low mantissa bits
    public const float Log2EHigh = 1.44269502f;
    public const float Log2ELow = 1.925963e-8f;
    public const float C1 = 0.693147004f;
    public const float C2 = 0.240222424f;
    public const float C3 = 0.0555073358f;
    public const float C4 = 0.00967151299f;
    public const float C5 = 0.00132647273f;
}

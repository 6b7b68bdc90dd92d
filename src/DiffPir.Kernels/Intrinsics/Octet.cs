namespace DiffPir.Kernels.Intrinsics;

/// <summary>Eight values of a 16-bit format in the 16 bytes of a <see cref="Float4"/>, for kernels.</summary>
internal static class Octet
{
    /// <summary>Rounds eight values, the first four from <paramref name="low"/>.</summary>
    public static Float4 Pack<TElement>(Float4 low, Float4 high)
        where TElement : struct, ITensorElement => new()
        {
            A = TensorCore.Pack<TElement>(low.A, low.B),
            B = TensorCore.Pack<TElement>(low.C, low.D),
            C = TensorCore.Pack<TElement>(high.A, high.B),
            D = TensorCore.Pack<TElement>(high.C, high.D),
        };
}

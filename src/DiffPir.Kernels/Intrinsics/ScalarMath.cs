using ILGPU;
using ILGPU.IR.Intrinsics;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>Scalar functions that kernels may call on every backend.</summary>
internal static class ScalarMath
{
    /// <summary>a * b + c, rounded once. ILGPU emits a separate multiply and add, which PoCL does not contract.</summary>
    [IntrinsicImplementation]
    public static float Fma(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    /// <summary>exp(x), relative error below 2e-7; |x| is clamped to 87.</summary>
    public static float Exp(float x)
    {
        x = MathF.Max(MathF.Min(x, ExpPolynomial.Limit), -ExpPolynomial.Limit);
        float biased = Fma(x, ExpPolynomial.Log2EHigh, ExpPolynomial.RoundingMagic);
        float n = biased - ExpPolynomial.RoundingMagic;
        float f = Fma(x, ExpPolynomial.Log2EHigh, 0f - n);
        f = Fma(x, ExpPolynomial.Log2ELow, f);
        float p = Fma(ExpPolynomial.C5, f, ExpPolynomial.C4);
        p = Fma(p, f, ExpPolynomial.C3);
        p = Fma(p, f, ExpPolynomial.C2);
        p = Fma(p, f, ExpPolynomial.C1);
        p = Fma(p, f, 1f);
        return Interop.IntAsFloat((uint)((int)Interop.FloatAsInt(p) + ((int)Interop.FloatAsInt(biased) << 23)));
    }

    /// <summary>x * sigmoid(x).</summary>
    public static float Silu(float x) => x / (1f + Exp(0f - x));
}

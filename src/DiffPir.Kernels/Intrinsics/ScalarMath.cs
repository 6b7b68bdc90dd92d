using ILGPU;
using ILGPU.IR.Intrinsics;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>Scalar functions that kernels may call on every backend.</summary>
internal static class ScalarMath
{
    /// <summary>a * b + c, rounded once. ILGPU emits a separate multiply and add, which PoCL does not contract.</summary>
    [IntrinsicImplementation]
    public static float Fma(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    /// <summary>
    /// The value itself, computed here and nowhere else: ILGPU moves plain arithmetic to its uses, a division before a loop into the loop,
    /// but no call. For addresses, never for conditions: ILGPU takes a call's result to be the same for all threads of a warp.
    /// </summary>
    [IntrinsicImplementation]
    public static int Keep(int value) => value;

    /// <summary>exp(x), relative error below 2e-7; |x| is clamped to 87.</summary>
    public static float Exp(float x)
    {
        x = MathF.Max(MathF.Min(x, ExpPolynomial.Limit), -ExpPolynomial.Limit);
        float biased = Fma(x, ExpPolynomial.Log2EHigh, ExpPolynomial.RoundingMagic);
        float f = Fma(x, ExpPolynomial.Log2EHigh, -(biased - ExpPolynomial.RoundingMagic));
        f = Fma(x, ExpPolynomial.Log2ELow, f);
        float p = Fma(ExpPolynomial.C5, f, ExpPolynomial.C4);
        p = Fma(p, f, ExpPolynomial.C3);
        p = Fma(p, f, ExpPolynomial.C2);
        p = Fma(p, f, ExpPolynomial.C1);
        p = Fma(p, f, 1f);
        return Interop.IntAsFloat((uint)((int)Interop.FloatAsInt(p) + ((int)Interop.FloatAsInt(biased) << 23)));
    }

    /// <summary>x * sigmoid(x).</summary>
    public static float Silu(float x) => x / (1f + Exp(-x));

    /// <summary>cos(x), absolute error below 2e-7 for |x| up to 10^4.</summary>
    public static float Cos(float x) => SinQuadrant(x, 1);

    /// <summary>sin(x), absolute error below 2e-7 for |x| up to 10^4.</summary>
    public static float Sin(float x) => SinQuadrant(x, 0);

    // sin(x + quadrant * pi / 2): x is reduced to [-pi/4, pi/4] with pi/2 in three parts (Cody and Waite), where short polynomials suffice.
    private static float SinQuadrant(float x, int quadrant)
    {
        float n = Fma(x, 0.636619772f, ExpPolynomial.RoundingMagic) - ExpPolynomial.RoundingMagic;
        float r = Fma(n, -1.5703125f, x);
        r = Fma(n, -4.83751297e-4f, r);
        r = Fma(n, -7.54978942e-8f, r);
        float square = r * r;
        int q = (int)n + quadrant;
        float sine = Fma(Fma(Fma(-1.9515296e-4f, square, 8.332161e-3f), square, -0.16666655f), square * r, r);
        float cosine = Fma(Fma(Fma(2.4433157e-5f, square, -1.3887316e-3f), square, 4.1666646e-2f), square * square, Fma(square, -0.5f, 1f));
        float value = (q & 1) == 0 ? sine : cosine;
        return (q & 2) == 0 ? value : -value;
    }
}

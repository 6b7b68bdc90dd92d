using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.RandomNumbers;

/// <summary>
/// Standard normals from random bits, the same float bits on every backend: n = sqrt(-2 ln u) cos(2 pi v) and the same with sin.
/// Only integer operations, exactly converted integers of at most 24 bits, single products, and fused multiply-adds are used. A compiler
/// may contract a product that feeds a sum, and library functions and division differ between devices; none of these occurs here.
/// Polynomials: least maximum error, relative error below 1e-8 on the reduced ranges. |n| is at most 6.7.
/// </summary>
internal static class BoxMuller
{
    private const uint SqrtHalfBits = 0x3F3504F3;
    private const float MinusTwoLn2High = -1.38623046875f, MinusTwoLn2Low = -6.38923666e-5f;
    private const float QuarterTurnPer2To24 = 9.36267597e-8f;

    /// <summary>sqrt(-2 ln u), u = (bits | 1) / 2^32 cut to 24 significant bits.</summary>
    public static float Radius(uint bits)
    {
        // A 24-bit integer converts exactly: drop the low byte unless the value is small.
        uint value = bits | 1u;
        bool small = value < 0x1000000u;
        float whole = small ? value : value >> 8;
        uint pattern = Interop.FloatAsInt(whole);

        // whole = 2^exponent * mantissa with the mantissa in [sqrt(1/2), sqrt(2)).
        uint offset = pattern - SqrtHalfBits;
        int exponent = (int)offset >> 23;
        float s = Interop.IntAsFloat((offset & 0x7FFFFFu) + SqrtHalfBits) - 1f;
        float power = (float)(exponent - (small ? 32 : 24));

        // ln(1 + s) = s - s^2/2 + s^3 P(s), taken times -2.
        float p = ScalarMath.Fma(-0.0763449669f, s, 0.127615765f);
        p = ScalarMath.Fma(p, s, -0.131601825f);
        p = ScalarMath.Fma(p, s, 0.142017573f);
        p = ScalarMath.Fma(p, s, -0.166233569f);
        p = ScalarMath.Fma(p, s, 0.200012267f);
        p = ScalarMath.Fma(p, s, -0.250008196f);
        p = ScalarMath.Fma(p, s, 0.333333313f);
        float square = s * s;
        float logarithm = ScalarMath.Fma(square, ScalarMath.Fma(p, s, -0.5f), s);
        float v = ScalarMath.Fma(power, MinusTwoLn2High, ScalarMath.Fma(power, MinusTwoLn2Low, -2f * logarithm));
        return SquareRoot(v);
    }

    /// <summary>radius * cos(2 pi bits / 2^32).</summary>
    public static float Cosine(float radius, uint bits) => radius * Trigonometric(bits, 1u);

    /// <summary>radius * sin(2 pi bits / 2^32).</summary>
    public static float Sine(float radius, uint bits) => radius * Trigonometric(bits, 0u);

    /// <summary>sin (shift 0) or cos (shift 1) of a 32-bit turn: cos of a quadrant is sin of the next one.</summary>
    private static float Trigonometric(uint bits, uint shift)
    {
        // The nearest quarter turn and the signed rest of at most an eighth turn, both exact.
        uint nearest = (bits + 0x20000000u) >> 30;
        int rest = (int)(bits - (nearest << 30)) >> 6;
        float angle = (float)rest * QuarterTurnPer2To24;
        float square = angle * angle;
        float sine = ScalarMath.Fma(-0.000195172994f, square, 0.008332178f);
        sine = ScalarMath.Fma(sine, square, -0.166666552f);
        float cube = angle * square;
        sine = ScalarMath.Fma(sine, cube, angle);
        float cosine = ScalarMath.Fma(2.44384519e-5f, square, -0.00138873677f);
        cosine = ScalarMath.Fma(cosine, square, 0.0416666456f);
        cosine = ScalarMath.Fma(cosine, square, -0.5f);
        cosine = ScalarMath.Fma(cosine, square, 1f);
        uint quadrant = nearest + shift;
        float chosen = (quadrant & 1u) == 0u ? sine : cosine;
        return Interop.IntAsFloat(Interop.FloatAsInt(chosen) ^ ((quadrant & 2u) << 30));
    }

    /// <summary>sqrt(v) for v in [1e-7, 50]: inverse root seeded from the exponent bits, three Newton steps, one correction.</summary>
    private static float SquareRoot(float v)
    {
        float inverse = Interop.IntAsFloat(0x5F375A86u - (Interop.FloatAsInt(v) >> 1));
        float minusHalf = -0.5f * v;
        inverse *= ScalarMath.Fma(minusHalf, inverse * inverse, 1.5f);
        inverse *= ScalarMath.Fma(minusHalf, inverse * inverse, 1.5f);
        inverse *= ScalarMath.Fma(minusHalf, inverse * inverse, 1.5f);
        float root = v * inverse;
        return ScalarMath.Fma(ScalarMath.Fma(0f - root, root, v), 0.5f * inverse, root);
    }
}

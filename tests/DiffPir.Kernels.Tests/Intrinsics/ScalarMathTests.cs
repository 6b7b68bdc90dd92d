using DiffPir.Kernels.Intrinsics;

namespace DiffPir.Kernels.Tests.Intrinsics;

/// <summary>
/// The C# bodies over dense grids against double precision. They are what the CPU accelerator runs, and what ILGPU translates elsewhere.
/// </summary>
public sealed class ScalarMathTests
{
    // Of a degree-5 polynomial whose constant term is held at 1, and of the rounding of its last steps.
    private const double ExpBound = 2e-7;

    [Fact]
    public void Exp_OverItsWholeRange_HasSevenDigits()
    {
        foreach (float x in Grid(-87f, 87f, 400_000))
        {
            double expected = Math.Exp(x);
            Assert.InRange(Math.Abs(ScalarMath.Exp(x) - expected) / expected, 0, ExpBound);
        }
    }

    [Fact]
    public void Exp_NearZero_KeepsItsDigits()
    {
        Assert.Equal(1f, ScalarMath.Exp(0f));
        foreach (float x in Grid(-0.4f, 0.4f, 200_000))
        {
            double expected = Math.Exp(x);
            Assert.InRange(Math.Abs(ScalarMath.Exp(x) - expected) / expected, 0, ExpBound);
        }
    }

    [Fact]
    public void Exp_BeyondItsRange_StaysAtTheEnds()
    {
        Assert.Equal(ScalarMath.Exp(87f), ScalarMath.Exp(1e30f));
        Assert.Equal(ScalarMath.Exp(-87f), ScalarMath.Exp(float.NegativeInfinity));
        Assert.True(float.IsFinite(ScalarMath.Exp(87f)));
        Assert.True(float.IsNormal(ScalarMath.Exp(-87f)));
    }

    [Fact]
    public void Silu_FromMinus80To80_HasSixDigits()
    {
        foreach (float x in Grid(-80f, 80f, 200_000))
        {
            double expected = x / (1 + Math.Exp(-x));
            Assert.InRange(Math.Abs(ScalarMath.Silu(x) - expected), 0, 5e-7 * Math.Abs(expected));
        }

        Assert.Equal(0f, ScalarMath.Silu(0f));
        Assert.Equal(1e6f, ScalarMath.Silu(1e6f));
        Assert.InRange(ScalarMath.Silu(-1e6f), -1e-30f, 0f);
    }

    [Fact]
    public void SineAndCosine_UpTo10000_AreWithin2e7()
    {
        foreach (float x in Grid(-10_000f, 10_000f, 400_000).Concat(Grid(-4f, 4f, 100_000)))
        {
            Assert.InRange(Math.Abs(ScalarMath.Sin(x) - Math.Sin(x)), 0, 2e-7);
            Assert.InRange(Math.Abs(ScalarMath.Cos(x) - Math.Cos(x)), 0, 2e-7);
        }
    }

    [Fact]
    public void Fma_RoundsOnce()
    {
        // (1 + e)(1 - e) - 1 = -e^2; the product alone rounds to 1.
        float e = MathF.ScaleB(1f, -20);
        Assert.Equal(-e * e, ScalarMath.Fma(1f + e, 1f - e, -1f));
    }

    // An irrational step, so that the points fall on no regular pattern of mantissas.
    private static IEnumerable<float> Grid(float from, float to, int count)
    {
        double step = (to - (double)from) / (count + (1 / Math.Sqrt(2)));
        return Enumerable.Range(0, count).Select(i => (float)(from + (i * step)));
    }
}

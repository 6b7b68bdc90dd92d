using DiffPir.Kernels.RandomNumbers;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.RandomNumbers;

public sealed class NoiseOperationsTests
{
    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Fill_OnEveryDevice_GivesTheBitsOfTheHost(string selector)
    {
        var device = TestDevices.Require(selector);
        var key = new NoiseKey(0x0123456789ABCDEF, 5, 17, 2);
        foreach (var shape in new TensorShape[] { new(1, 3, 33, 37), new(1, 1, 1, 1), new(1, 1, 1, 3), new(1, 2, 64, 64) })
        {
            using var tensor = device.Allocate(shape);
            NoiseOperations.Fill(device, tensor, key);
            float[] expected = new float[shape.Elements];
            NoiseOperations.Fill(expected, key);
            Assert.Equal(Bits(expected), Bits(tensor.Download()));
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Fill_OfAMillionElements_GivesTheBitsOfTheHost(string selector)
    {
        var device = TestDevices.Require(selector);
        var key = new NoiseKey(99, 0, 3, 1);
        using var tensor = device.Allocate(new(1, 1, 1000, 1000));
        NoiseOperations.Fill(device, tensor, key);
        float[] expected = new float[1_000_000];
        NoiseOperations.Fill(expected, key);
        Assert.Equal(Bits(expected), Bits(tensor.Download()));
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Fill_OfABatch_GivesEachImageTheNoiseItHasAlone(string selector)
    {
        var device = TestDevices.Require(selector);
        using var batch = device.Allocate(new(3, 1, 5, 7));
        NoiseOperations.Fill(device, batch, new NoiseKey(1, 10, 2, 0));
        float[] values = batch.Download();
        for (uint n = 0; n < 3; n++)
        {
            float[] alone = new float[35];
            NoiseOperations.Fill(alone, new NoiseKey(1, 10 + n, 2, 0));
            Assert.Equal(Bits(alone), Bits(values.AsSpan((int)n * 35, 35)));
        }
    }

    [Fact]
    public void Fill_OfAMillionElements_IsStandardNormal()
    {
        float[] values = new float[1_000_000];
        NoiseOperations.Fill(values, new NoiseKey(7, 0, 0, 0));
        double mean = values.Average(v => (double)v);
        double variance = values.Average(v => (double)v * v);
        double skew = values.Average(v => Math.Pow(v, 3));
        double kurtosis = values.Average(v => Math.Pow(v, 4));
        double neighbours = Enumerable.Range(0, values.Length - 1).Average(i => (double)values[i] * values[i + 1]);

        // Five standard errors of each statistic.
        Assert.InRange(mean, -0.005, 0.005);
        Assert.InRange(variance, 1 - 0.0071, 1 + 0.0071);
        Assert.InRange(skew, -0.0194, 0.0194);
        Assert.InRange(kurtosis, 3 - 0.049, 3 + 0.049);
        Assert.InRange(neighbours, -0.005, 0.005);
        Assert.InRange(values.Max(Math.Abs), 4.2, 6.8);
        Assert.InRange(KolmogorovDistance(values), 0, 1.95 / 1000);
    }

    [Fact]
    public void Fill_WithAnyPartOfTheKeyChanged_GivesUncorrelatedNoise()
    {
        float[] reference = new float[100_000];
        NoiseOperations.Fill(reference, new NoiseKey(1, 1, 1, 1));
        foreach (var key in new NoiseKey[] { new(2, 1, 1, 1), new(1UL + (1UL << 32), 1, 1, 1), new(1, 2, 1, 1), new(1, 1, 2, 1), new(1, 1, 1, 2) })
        {
            float[] other = new float[reference.Length];
            NoiseOperations.Fill(other, key);
            double correlation = reference.Zip(other, (a, b) => (double)a * b).Average();
            Assert.InRange(correlation, -0.016, 0.016);
        }
    }

    /// <summary>
    /// A compiler for NVIDIA GPUs may fuse a product into a sum that uses it, and approximates roots, quotients and transcendental
    /// functions. The text must hold none of these, so that the bits are those of the other devices.
    /// </summary>
    [Fact]
    public void Fill_CompiledForNvidia_LeavesTheCompilerNoChoiceOfRounding()
    {
        var kernel = EveryKernel.ByName.Values.Single(method => method.DeclaringType == typeof(NoiseOperations));
        string ptx = KernelCompiler.ToPtx(kernel, 8, 0);
        var instructions = ptx.Split('\n').Select(line => line.Trim().TrimEnd(';').Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 1).ToList();
        bool IsFloat(string[] words, string stem) =>
            words[0].StartsWith(stem + ".", StringComparison.Ordinal) && words[0].EndsWith("f32", StringComparison.Ordinal);
        var products = instructions.Where(words => IsFloat(words, "mul")).Select(words => words[1]).ToHashSet();
        Assert.NotEmpty(products);
        Assert.Contains(instructions, words => IsFloat(words, "fma"));
        Assert.DoesNotContain(instructions, words => (IsFloat(words, "add") || IsFloat(words, "sub")) && words[2..].Any(products.Contains));
        Assert.DoesNotContain(instructions, words => new[] { "div", "sqrt", "rsqrt", "rcp", "sin", "cos", "lg2", "ex2" }.Any(stem => IsFloat(words, stem)));
        Assert.DoesNotContain("ftz", ptx, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(255u)]
    [InlineData(0x00FFFFFFu)]
    [InlineData(0x01000000u)]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(0xB504F333u)]
    [InlineData(0xFFFFFFFFu)]
    public void Radius_OfAnyBits_IsAccurate(uint bits)
    {
        double value = bits | 1u;
        double used = value < 0x1000000 ? value / 4294967296.0 : Math.Floor(value / 256) / 16777216.0;
        double expected = Math.Sqrt(-2 * Math.Log(used));
        Assert.Equal(expected, BoxMuller.Radius(bits), 2e-7 * Math.Max(1, expected) + 2e-6 * (expected < 1e-3 ? 0.001 : 0));
    }

    [Fact]
    public void CosineAndSine_OfAnyTurn_AreAccurate()
    {
        foreach (uint bits in Enumerable.Range(0, 4096).Select(i => unchecked((uint)i * 1048583u)))
        {
            double angle = 2 * Math.PI * bits / 4294967296.0;
            Assert.Equal(Math.Cos(angle), BoxMuller.Cosine(1, bits), 2e-7);
            Assert.Equal(Math.Sin(angle), BoxMuller.Sine(1, bits), 2e-7);
        }
    }

    private static int[] Bits(ReadOnlySpan<float> values)
    {
        int[] bits = new int[values.Length];
        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] = BitConverter.SingleToInt32Bits(values[i]);
        }

        return bits;
    }

    private static double KolmogorovDistance(float[] values)
    {
        float[] sorted = values.Order().ToArray();
        double distance = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double cumulative = NormalCumulative(sorted[i]);
            distance = Math.Max(distance, Math.Max(cumulative - ((double)i / sorted.Length), ((i + 1.0) / sorted.Length) - cumulative));
        }

        return distance;
    }

    /// <summary>Phi(x) by its Taylor series about 0 in the form of Marsaglia, exact to double rounding for |x| below 7.</summary>
    private static double NormalCumulative(double x)
    {
        double sum = x, term = x, previous = 0;
        for (int i = 3; sum != previous; i += 2)
        {
            previous = sum;
            term *= x * x / i;
            sum += term;
        }

        return 0.5 + (sum * Math.Exp((-0.5 * x * x) - 0.91893853320467274178));
    }
}

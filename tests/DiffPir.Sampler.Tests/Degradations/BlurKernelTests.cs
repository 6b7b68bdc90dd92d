using DiffPir.Kernels.Resizing;
using DiffPir.Testing;

namespace DiffPir.Sampler.Tests.Degradations;

public sealed class BlurKernelTests
{
    [Fact]
    public void Gaussian_OfPublishedSize_HasThePublishedValues()
    {
        var kernel = BlurKernel.Gaussian(61, 3);
        Assert.Equal(0.01768488749356488, kernel[30, 30], 1e-9);
        Assert.Equal(25, Enumerable.Range(0, 61).Count(x => kernel[30, x] != 0));
        Assert.Equal(1, Sum(kernel), 1e-6);
        var small = BlurKernel.Gaussian(9, 1);
        double[] row = [5.33909e-05, 0.0017680623, 0.0215394077, 0.096532928, 0.1591558917];
        Assert.All(row.Select((value, x) => (value, x)), pair => Assert.Equal(pair.value, small[4, pair.x], 1e-8));
    }

    [Fact]
    public void Gaussian_WiderThanTheArray_FoldsItsTailsBack()
    {
        var kernel = BlurKernel.Gaussian(5, 2);
        double[] row = [0.0346893202, 0.0382275224, 0.0404170066];
        Assert.All(row.Select((value, x) => (value, x)), pair => Assert.Equal(pair.value, kernel[0, pair.x], 1e-8));
        Assert.Equal(0.0470904134, kernel[2, 2], 1e-8);
        Assert.Equal(8.350592e-08, BlurKernel.Gaussian(61, 9)[0, 0], 1e-13);
    }

    [Fact]
    public void IdealBicubic_OfEveryScale_HoldsTheTapsOfTheReduction()
    {
        foreach (int scale in Enumerable.Range(2, 15))
        {
            var kernel = BlurKernel.IdealBicubic(scale);
            var taps = ResizeTaps.Reduce(20 * scale, scale);
            for (int k = 0; k < taps.Count; k++)
            {
                // Output 10 reads input i with the kernel's element origin + 10 scale - i (a convolution flips).
                int index = kernel.OriginColumn + (10 * scale) - taps.Indices[(10 * taps.Count) + k];
                float line = index < 0 || index >= kernel.Width ? 0 : Enumerable.Range(0, kernel.Height).Sum(y => kernel[y, index]);
                Assert.Equal(taps.Weights[(10 * taps.Count) + k], line, 1e-6f);
            }
        }
    }

    [Fact]
    public void FromValues_WithUnusableWeights_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => BlurKernel.FromValues(2, 2, [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => BlurKernel.FromValues(1, 2, [1, float.NaN]));
        Assert.Throws<ArgumentException>(() => BlurKernel.FromValues(1, 2, [1, -1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => BlurKernel.FromValues(0, 2, []));
        Assert.Contains(
            "cancel out", Assert.Throws<ArgumentException>(() => BlurKernel.FromValues(1, 3, [1e38f, -1e38f, 1e-30f], normalize: true)).Message,
            StringComparison.Ordinal);
        Assert.Equal(0.25f, BlurKernel.FromValues(1, 2, [1, 3], normalize: true)[0, 0]);
        Assert.Equal(3f, BlurKernel.FromValues(1, 2, [1, 3])[0, 1]);
    }

    [Fact]
    public void DiskAndLine_AreThoseOfTheOracle()
    {
        AssertNear("kernels/disk3.txt", BlurShapes.Disk(3), 0.01);
        AssertNear("kernels/disk4.txt", BlurShapes.Disk(4), 0.01);
        AssertNear("kernels/line8-30deg.txt", BlurShapes.Line(8, 30), 0.005);
        AssertNear("kernels/line8-30deg.txt", BlurShapes.Line(8, 210), 0.005);
    }

    [Fact]
    public void Trimmed_Kernel_LosesZerosAlikeOnBothSidesOfItsOrigin()
    {
        // The origin of 5 x 6 is (2, 3): offsets -2 to 2, and -3 to 2.
        float[] values = new float[30];
        (values[(1 * 6) + 3], values[(2 * 6) + 4]) = (0.75f, 0.25f);
        var trimmed = BlurKernel.FromValues(5, 6, values).Trimmed();
        Assert.Equal((3, 3), (trimmed.Height, trimmed.Width));
        Assert.Equal([0, 0.75f, 0, 0, 0, 0.25f, 0, 0, 0], trimmed.Values.ToArray());

        values[12] = 1; // at offset -3, which an even side alone has
        var wide = BlurKernel.FromValues(5, 6, values).Trimmed();
        Assert.Equal((3, 6), (wide.Height, wide.Width));
        Assert.Equal((1, 3), (wide.OriginRow, wide.OriginColumn));

        var whole = BlurKernel.Gaussian(5, 3);
        Assert.Same(whole, whole.Trimmed());
        Assert.Equal((25, 25), (BlurKernel.Gaussian(61, 3).Trimmed().Height, BlurKernel.Gaussian(61, 3).Trimmed().Width));
    }

    /// <summary>What is restored beyond unknown edges is as wide as the blur, and not as the array that its kernel comes in.</summary>
    [Fact]
    public void Margins_DependOnWhatAKernelHolds() => Assert.Equal(
        new Deblurring(BlurKernel.Gaussian(25, 3)).MarginsFor(100, 120), new Deblurring(BlurKernel.Gaussian(61, 3)).MarginsFor(100, 120));

    [Fact]
    public void Margins_OfChannelsWithKernelsOfTheirOwn_AreThoseOfTheWidest()
    {
        var channels = new PerChannel([
            new Deblurring(BlurKernel.Gaussian(5, 1)), new Deblurring(BlurKernel.FromValues(1, 19, [.. Enumerable.Repeat(1f, 19)], normalize: true))]);
        Assert.Equal(new Deblurring(BlurKernel.FromValues(5, 19, [.. Enumerable.Repeat(1f, 95)])).MarginsFor(100, 120), channels.MarginsFor(100, 120));
        Assert.All(channels.Channels, channel => Assert.Equal(channels.MarginsFor(100, 120), channel.MarginsFor(100, 120)));
    }

    [Fact]
    public void Turned_Kernel_ConvolvesAsTheKernelCorrelates()
    {
        var kernel = BlurKernel.FromValues(2, 3, [1, 2, 3, 4, 5, 6]);

        var turned = kernel.Turned();

        Assert.Equal((3, 3), (turned.Height, turned.Width));
        Assert.Equal([0f, 0, 0, 6, 5, 4, 3, 2, 1], turned.Values.ToArray());
        Assert.Equal([9f, 8, 7, 6, 5, 4, 3, 2, 1], BlurKernel.FromValues(3, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9]).Turned().Values.ToArray());
    }

    [Fact]
    public void Motion_OverManySeeds_HasTheStatisticsOfThePublishedGenerator()
    {
        var kernels = Enumerable.Range(0, 300).Select(seed => BlurKernel.Motion(61, 0.5, (ulong)seed)).ToList();

        // Published means and their spread over 300 kernels, about four standard errors wide.
        Assert.InRange(kernels.Average(kernel => kernel.Values.ToArray().Count(value => value > 0)), 140 - 16, 140 + 16);
        Assert.InRange(kernels.Average(RadiusOf), 10.7 - 1.2, 10.7 + 1.2);
        Assert.InRange(kernels.Average(kernel => kernel.Values.ToArray().Max()), 0.0286 - 0.008, 0.0286 + 0.008);
        Assert.InRange(kernels.Average(kernel => Centre(kernel).Row), 30.36 - 0.6, 30.36 + 0.6);
        Assert.InRange(kernels.Average(kernel => Centre(kernel).Column), 29.99 - 0.6, 29.99 + 0.6);
        Assert.All(kernels, kernel => Assert.Equal(1, Sum(kernel), 1e-5));
    }

    [Fact]
    public void Motion_OverManySeeds_TakesTheStepsOfThePublishedGenerator()
    {
        var paths = Enumerable.Range(0, 300).Select(seed => new MotionPath(61, 0.5, (ulong)seed)).ToList();
        paths.ForEach(path => path.Draw());
        Assert.InRange(paths.Average(path => path.PointCount), 24.6 - 3, 24.6 + 3);
        Assert.InRange(paths.Average(path => path.MaximumLength), 79.4 - 9.2, 79.4 + 9.2);
    }

    [Fact]
    public void Motion_OfOneSeed_RepeatsAndDiffersFromOthers()
    {
        Assert.Equal(BlurKernel.Motion(31, 0.3, 7).Values.ToArray(), BlurKernel.Motion(31, 0.3, 7).Values.ToArray());
        Assert.NotEqual(BlurKernel.Motion(31, 0.3, 7).Values.ToArray(), BlurKernel.Motion(31, 0.3, 8).Values.ToArray());
    }

    [Theory]
    [InlineData(3, 0.1)]
    [InlineData(5, 1)]
    [InlineData(150, 0.5)]
    public void Motion_OfExtremeSizes_IsAKernel(int size, double intensity) =>
        Assert.Equal(1, Sum(BlurKernel.Motion(size, intensity, 1)), 1e-4);

    private static double Sum(BlurKernel kernel) => kernel.Values.ToArray().Sum(value => (double)value);

    /// <summary>The kernel of a text file, which another program drew by sampling.</summary>
    private static void AssertNear(string fixture, BlurKernel kernel, double tolerance)
    {
        float[] expected = [.. File.ReadAllText(RepositoryPaths.Fixture(fixture)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(float.Parse)];
        double difference = kernel.Values.ToArray().Zip(expected).Sum(pair => Math.Pow(pair.First - pair.Second, 2));
        Assert.Equal(expected.Length, kernel.Values.Length);
        Assert.InRange(Math.Sqrt(difference / expected.Sum(value => value * value)), 0, tolerance);
    }

    private static (double Row, double Column) Centre(BlurKernel kernel)
    {
        float[] values = kernel.Values.ToArray();
        return (values.Select((value, i) => (double)value * (i / kernel.Width)).Sum(), values.Select((value, i) => (double)value * (i % kernel.Width)).Sum());
    }

    private static double RadiusOf(BlurKernel kernel)
    {
        var (row, column) = Centre(kernel);
        return Math.Sqrt(kernel.Values.ToArray()
            .Select((value, i) => value * (Math.Pow((i / kernel.Width) - row, 2) + Math.Pow((i % kernel.Width) - column, 2))).Sum());
    }
}

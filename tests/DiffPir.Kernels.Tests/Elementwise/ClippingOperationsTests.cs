using DiffPir.Kernels.Elementwise;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Elementwise;

public sealed class ClippingOperationsTests
{
    private static readonly TensorShape Shape = new(1, 1, 2, 4);

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Unclip_ValuesAtTheBounds_BecomeWhatIsToBeExpectedBeyondThem(string selector)
    {
        var device = TestDevices.Require(selector);
        using var measured = device.Allocate(Shape);
        using var clean = device.Allocate(Shape);
        using var result = device.Allocate(Shape);
        float[] values = [1, 1, 1, -1, -1, 0.5f, -0.25f, 0.999f], means = [0.9f, 0.2f, 1, -0.7f, -1, 0.1f, 0.2f, 0.9f];
        measured.Upload(values);
        clean.Upload(means);

        ClippingOperations.Unclip(device, measured, clean, result, 0.8, 0.4);

        float[] expected = [.. values.Zip(means, (v, m) => (float)(0.8 * (Math.Abs(v) == 1 ? v * MeanBeyond(m * v, 0.4) : v)))];
        Assert.True(RelativeError.MaxAbsolute(result.Download(), expected) < 1e-3);
    }

    [Fact]
    public void Unclip_ShapesThatDiffer_AreRefused()
    {
        var device = TestDevices.Require("cpu");
        using var measured = device.Allocate(Shape);
        using var other = device.Allocate(Shape with { H = 3 });

        Assert.Throws<ArgumentException>(() => ClippingOperations.Unclip(device, measured, other, measured, 1, 1));
    }

    /// <summary>E[v | v >= 1] for v of a mean and a standard deviation, by summation.</summary>
    private static double MeanBeyond(double mean, double sigma)
    {
        double sum = 0, weights = 0;
        for (double v = 1; v < mean + (10 * sigma) + 1; v += 1e-4)
        {
            double weight = Math.Exp(-(v - mean) * (v - mean) / (2 * sigma * sigma));
            sum += weight * v;
            weights += weight;
        }

        return sum / weights;
    }
}

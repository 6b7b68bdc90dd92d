using DiffPir.Kernels.Elementwise;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Elementwise;

public sealed class NoiseLevelOperationsTests
{
    private static readonly TensorShape Shape = new(2, 3, 5, 7);

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void PrepareInput_OfABatch_AppendsTheNoiseLevelToEachImage(string selector)
    {
        var device = TestDevices.Require(selector);
        using var x = device.Allocate(Shape);
        using var input = device.Allocate(Shape with { C = 4 });
        float[] values = OperationRunner.Values(Shape.Elements, 1);
        x.Upload(values);

        NoiseLevelOperations.PrepareInput(device, x, input, 0.25, 0.5);

        float[] image(int n) => [.. values[(n * 105)..((n + 1) * 105)].Select(value => (2 * value) + 0.5f), .. Enumerable.Repeat(1f, 35)];
        Assert.True(RelativeError.MaxAbsolute(input.Download(), [.. image(0), .. image(1)]) < 1e-6);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void NoiseOf_TheCleanImage_IsTheNoiseThatWasAdded(string selector)
    {
        var device = TestDevices.Require(selector);
        using var x = device.Allocate(Shape);
        using var clean = device.Allocate(Shape);
        float[] image = OperationRunner.Values(Shape.Elements, 1), noise = OperationRunner.Values(Shape.Elements, 2);
        clean.Upload([.. image.Select(value => (value + 1) / 2)]);
        x.Upload([.. image.Zip(noise, (z, n) => (0.6f * z) + (0.8f * n))]);

        NoiseLevelOperations.NoiseOf(device, x, clean, clean, 0.6, 0.8);

        Assert.True(RelativeError.MaxAbsolute(clean.Download(), noise) < 1e-6);
    }

    [Fact]
    public void PrepareInputAndNoiseOf_ShapesThatDoNotFit_AreRefused()
    {
        var device = TestDevices.Require("cpu");
        using var x = device.Allocate(Shape);
        using var other = device.Allocate(Shape with { C = 5 });

        Assert.Throws<ArgumentException>(() => NoiseLevelOperations.PrepareInput(device, x, other, 1, 1));
        Assert.Throws<ArgumentException>(() => NoiseLevelOperations.NoiseOf(device, x, other, x, 1, 1));
        Assert.Throws<ArgumentException>(() => NoiseLevelOperations.NoiseOf(device, x, x, other, 1, 1));
    }
}

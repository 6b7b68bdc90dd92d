using DiffPir.Kernels.Elementwise;
using DiffPir.Kernels.RandomNumbers;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Elementwise;

public sealed class BlendOperationsTests
{
    private static readonly TensorShape Shape = new(2, 3, 5, 7);

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void PredictClean_OfAKnownMixture_ReturnsTheClampedPicture(string selector)
    {
        var device = TestDevices.Require(selector);
        using var x = Noise(device, 1);
        using var noise = Noise(device, 2);
        using var clean = device.Allocate(Shape);
        BlendOperations.PredictClean(device, clean, x, noise, 0.6, 0.8);
        float[] expected = [.. x.Download().Zip(noise.Download(), (a, e) => (float)Math.Clamp((a - (0.8 * e)) / 0.6, -1, 1))];
        Assert.Contains(1f, expected);
        Assert.Contains(-1f, expected);
        Assert.True(RelativeError.MaxAbsolute(clean.Download(), expected) < 1e-6);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Blend_OfTwoOrThree_IsTheSum(string selector)
    {
        var device = TestDevices.Require(selector);
        using var x = Noise(device, 1);
        using var clean = Noise(device, 2);
        using var noise = Noise(device, 3);
        float[] a = x.Download(), b = clean.Download(), c = noise.Download();
        BlendOperations.Blend(device, x, clean, 0.25, -2);
        Assert.True(RelativeError.MaxAbsolute(x.Download(), [.. a.Zip(b, (p, q) => (0.25f * p) - (2 * q))]) < 2e-6);
        x.Upload(a);
        BlendOperations.Blend(device, x, clean, noise, 0.25, -2, 3);
        Assert.True(RelativeError.MaxAbsolute(x.Download(), [.. a.Select((p, i) => (0.25f * p) - (2 * b[i]) + (3 * c[i]))]) < 4e-6);
        x.Upload(a);
        BlendOperations.AddNoise(device, x, noise, 0.5);
        Assert.True(RelativeError.MaxAbsolute(x.Download(), [.. a.Zip(c, (p, q) => p + (0.5f * q))]) < 2e-6);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void PullTowards_WithAMask_SolvesInpainting(string selector)
    {
        var device = TestDevices.Require(selector);
        const double Rho = 0.3;
        using var x = Noise(device, 1);
        using var target = Noise(device, 2);
        using var mask = device.Allocate(Shape);
        float[] known = [.. Enumerable.Range(0, (int)Shape.Elements).Select(i => i % 3 == 0 ? 1f : 0f)];
        mask.Upload(known);
        float[] z = x.Download(), y = target.Download();
        BlendOperations.PullTowards(device, x, target, mask, 1 / (1 + Rho));
        float[] expected = [.. z.Select((value, i) => known[i] == 0 ? value : (float)((y[i] + (Rho * value)) / (1 + Rho)))];
        Assert.True(RelativeError.MaxAbsolute(x.Download(), expected) < 1e-6);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Blend_OfDifferentShapes_IsRefused(string selector)
    {
        var device = TestDevices.Require(selector);
        using var x = device.Allocate(Shape);
        using var other = device.Allocate(new(1, 3, 5, 7));
        var error = Assert.Throws<ArgumentException>(() => BlendOperations.Blend(device, x, other, 1, 1));
        Assert.Contains("1x3x5x7", error.Message, StringComparison.Ordinal);
    }

    private static Tensor Noise(ComputeDevice device, uint draw)
    {
        var tensor = device.Allocate(Shape);
        NoiseOperations.Fill(device, tensor, new NoiseKey(3, 0, 0, draw));
        return tensor;
    }
}

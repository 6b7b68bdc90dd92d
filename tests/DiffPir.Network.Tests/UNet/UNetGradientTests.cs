using DiffPir.Kernels;
using DiffPir.Testing;

namespace DiffPir.Network.Tests;

/// <summary>The gradient of whole networks with respect to the noisy image, against PyTorch's automatic differentiation of the original.</summary>
public sealed class UNetGradientTests : IDisposable
{
    private const double Bound = 1e-5;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> NetworksOnDevices =>
        [.. from device in new[] { "opencl", TestDevices.OpenClAsGpu, "cuda" }
            from network in new[] { "unet-a", "unet-b", "unet-c", "ffhq-10m" }
            where device != TestDevices.OpenClAsGpu || network != "ffhq-10m"
            select (device, network)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(NetworksOnDevices))]
    public void PullBack_MatchesTheOriginal(string selector, string name)
    {
        TestDevices.Require(selector);
        using var single = selector == "cuda" ? ComputeDevice.Open(selector, precision: Precision.Fp32) : null;
        var device = single ?? TestDevices.Require(selector);
        using var network = SyntheticUNet.Load(device, _folder, name);
        using var golden = Checkpoint.OpenTensors(RepositoryPaths.Fixture($"{name}.grad.safetensors"));
        float[] t = golden.Read("square.t");
        var s = golden.Find("square.x").Shape;
        var one = new TensorShape(1, (int)s[1], (int)s[2], (int)s[3]);
        for (int n = 0; n < t.Length; n++)
        {
            // The wanted step stands between others, so that a wrong column of the table shows.
            using var session = network.CreateGradientSession(one, [999, (int)t[n], 0]);
            using Tensor x = device.Allocate(one), noise = device.Allocate(one), v = device.Allocate(one), gradient = device.Allocate(one);
            x.Upload(Image(golden.Read("square.x"), t.Length, n));
            v.Upload(Image(golden.Read("square.v"), t.Length, n));

            session.PredictNoise(x, 1, noise, TestContext.Current.CancellationToken);
            float[] predicted = noise.Download();
            session.PullBack(v, gradient);

            Assert.InRange(RelativeError.L2(predicted, Image(golden.Read("square.y"), t.Length, n).AsSpan(0, predicted.Length)), 0, Bound);
            Assert.InRange(RelativeError.L2(gradient.Download(), Image(golden.Read("square.vjp"), t.Length, n)), 0, Bound);
        }
    }

    [Fact]
    public void PullBack_FollowsTheLatestPredictionOnce()
    {
        var device = TestDevices.Require("opencl");
        using var network = SyntheticUNet.Load(device, _folder, "unet-a");
        var shape = new TensorShape(1, 3, 16, 16);
        using var session = network.CreateGradientSession(shape, [10, 700]);
        using Tensor x = device.Allocate(shape), noise = device.Allocate(shape), v = device.Allocate(shape), gradient = device.Allocate(shape);
        Assert.Throws<InvalidOperationException>(() => session.PullBack(v, gradient));
        float[] Values(int seed) => [.. Enumerable.Range(0, (int)shape.Elements).Select(i => MathF.Sin((0.7f * i) + seed))];
        x.Upload(Values(1));
        v.Upload(Values(2));

        session.PredictNoise(x, 1, noise, TestContext.Current.CancellationToken);
        session.PullBack(v, gradient);
        float[] first = gradient.Download();
        Assert.Throws<InvalidOperationException>(() => session.PullBack(v, gradient));
        session.PredictNoise(x, 0, noise, TestContext.Current.CancellationToken);
        session.PullBack(v, gradient);
        float[] other = gradient.Download();
        session.PredictNoise(x, 1, noise, TestContext.Current.CancellationToken);
        session.PullBack(v, gradient);

        Assert.Equal(first, gradient.Download());
        Assert.True(RelativeError.L2(other, first) > 1e-3);
    }

    private static float[] Image(float[] batch, int count, int n) => batch.AsSpan(n * (batch.Length / count), batch.Length / count).ToArray();
}

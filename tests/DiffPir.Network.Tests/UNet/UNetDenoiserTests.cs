using DiffPir.Kernels;
using DiffPir.Testing;

namespace DiffPir.Network.Tests;

/// <summary>The network against outputs of the original guided-diffusion program (PyTorch, single precision).</summary>
public sealed class UNetDenoiserTests : IDisposable
{
    private const double Bound = 1e-4;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> NetworksOnDevices
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string device in new[] { "opencl", TestDevices.OpenClAsGpu, "cuda", "cpu" })
            {
                foreach (string network in new[] { "unet-a", "unet-b", "unet-c" })
                {
                    data.Add(device, network);
                }
            }

            return data;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(NetworksOnDevices))]
    public void PredictNoise_SmallNetworks_MatchesTheOriginal(string selector, string name)
    {
        var device = TestDevices.Require(selector);
        using var network = SyntheticUNet.Load(device, _folder, name);
        using var golden = Checkpoint.Open(RepositoryPaths.Fixture($"{name}.io.safetensors"));

        foreach (string sample in new[] { "square", "wide" })
        {
            var (shape, x, t) = Input(golden, sample);
            float[] y = golden.Read($"{sample}.y");
            for (int n = 0; n < shape.N; n++)
            {
                // The wanted step stands between others, so that a wrong column of the table shows.
                float[] noise = Predict(device, network, shape with { N = 1 }, Image(x, shape.N, n), [999, (int)t[n], 0], 1);
                Assert.InRange(RelativeError.L2(noise, Image(y, shape.N, n).AsSpan(0, noise.Length)), 0, Bound);
            }
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void PredictNoise_PublishedFfhqSize_MatchesTheOriginal(string selector)
    {
        var device = TestDevices.Require(selector);
        using var network = SyntheticUNet.Load(device, _folder, "ffhq-10m");
        using var golden = Checkpoint.Open(RepositoryPaths.Fixture("ffhq-10m.io.safetensors"));

        var (small, x, t) = Input(golden, "small");
        float[] noise = Predict(device, network, small, x, [(int)t[0]], 0);
        Assert.InRange(RelativeError.L2(noise, golden.Read("small.y").AsSpan(0, noise.Length)), 0, Bound);

        (var full, x, t) = Input(golden, "full");
        noise = Predict(device, network, full, x, [(int)t[0]], 0);
        float[] crop = golden.Read("full.y_crop", [1, 6, 64, 64]);
        Assert.InRange(RelativeError.L2(Crop(noise, full, 96, 64), crop.AsSpan(0, 3 * 64 * 64)), 0, Bound);
        float[] mean = golden.Read("full.y_mean");
        for (int c = 0; c < 3; c++)
        {
            Assert.Equal(mean[c], noise.Skip(c * 256 * 256).Take(256 * 256).Average(value => (double)value), 1e-4);
        }
    }

    [Fact]
    public void PredictNoise_WithWeightsInHalves_TakesHalfTheMemoryAndStaysNearTheOriginal()
    {
        TestDevices.Require("opencl");
        using var device = ComputeDevice.Open("opencl", precision: Precision.Fp16);
        using UNetDenoiser halves = SyntheticUNet.Load(device, _folder, "ffhq-10m"),
            singles = SyntheticUNet.Load(TestDevices.Require("opencl"), _folder, "ffhq-10m");
        using var golden = Checkpoint.Open(RepositoryPaths.Fixture("ffhq-10m.io.safetensors"));
        var (shape, x, t) = Input(golden, "small");

        float[] noise = Predict(device, halves, shape, x, [(int)t[0]], 0);
        Predict(TestDevices.Require("opencl"), singles, shape, x, [(int)t[0]], 0);

        Assert.InRange(RelativeError.L2(noise, golden.Read("small.y").AsSpan(0, noise.Length)), 1e-4, 1e-2);
        Assert.InRange((double)halves.WeightBytes / singles.WeightBytes, 0.5, 0.56);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void PredictNoise_ABatch_IsEachImageOnItsOwn(string selector)
    {
        var device = TestDevices.Require(selector);
        using var network = SyntheticUNet.Load(device, _folder, "unet-c");
        var shape = new TensorShape(2, 3, 8, 12);
        float[] x = [.. Enumerable.Range(0, (int)shape.Elements).Select(i => MathF.Sin(0.7f * i))];

        float[] both = Predict(device, network, shape, x, [500], 0);

        for (int n = 0; n < 2; n++)
        {
            float[] alone = Predict(device, network, shape with { N = 1 }, Image(x, 2, n), [500], 0);
            Assert.InRange(RelativeError.L2(Image(both, 2, n), alone), 0, 1e-5);
        }
    }

    [Fact]
    public void PredictNoise_OfATensorOfAnotherDevice_IsAnArgumentError()
    {
        using var network = SyntheticUNet.Load(TestDevices.Require("cpu"), _folder, "unet-c");
        using var other = ComputeDevice.Open("cpu");
        using Tensor own = TestDevices.Require("cpu").Allocate(new(1, 3, 8, 8)), foreign = other.Allocate(own.Shape);
        using var session = network.CreateSession(own.Shape, [1]);
        using var tiled = new TiledDenoiser(TestDevices.Require("cpu"), network, 128);
        using var tiles = tiled.CreateSession(own.Shape with { H = 256 }, [1]);
        using Tensor ownTall = TestDevices.Require("cpu").Allocate(own.Shape with { H = 256 }), foreignTall = other.Allocate(ownTall.Shape);

        Refused(session, foreign, own);
        Refused(session, own, foreign);
        Refused(tiles, foreignTall, ownTall);
        Refused(tiles, ownTall, foreignTall);

        static void Refused(IPriorSession session, Tensor x, Tensor noise) => Assert.Contains(
            "opened apart",
            Assert.Throws<ArgumentException>(() => session.PredictNoise(x, 0, noise, TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void CreateSession_ShapesAndSchedulesThatDoNotFit_AreArgumentErrors()
    {
        using var network = SyntheticUNet.Load(TestDevices.Require("cpu"), _folder, "unet-c");

        Assert.Equal((3, 4), (network.Channels, network.SizeMultiple));
        Assert.Contains(
            "multiples of 4, not 1x3x8x10", Assert.Throws<ArgumentException>(() => network.CreateSession(new(1, 3, 8, 10), [1])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => network.CreateSession(new(1, 4, 8, 8), [1]));
        Assert.Throws<ArgumentException>(() => network.CreateSession(new(1, 3, 0, 8), [1]));
        Assert.Throws<ArgumentException>(() => network.CreateSession(new(1, 3, 8, 8), []));
    }

    [Fact]
    public void PredictNoise_StepOutsideTheSchedule_IsAnArgumentError()
    {
        var device = TestDevices.Require("cpu");
        using var network = SyntheticUNet.Load(device, _folder, "unet-a");
        using var session = network.CreateSession(new(1, 3, 4, 4), [7, 3]);
        using var x = device.Allocate(new(1, 3, 4, 4));
        using var noise = device.Allocate(new(1, 3, 4, 4));

        Assert.Throws<ArgumentOutOfRangeException>(() => session.PredictNoise(x, 2, noise, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.PredictNoise(x, -1, noise, TestContext.Current.CancellationToken));
        Assert.True(session.PlannedBytes > 0);
        Assert.True(session.MultiplyAdds > 0);
    }

    [Fact]
    public void CreateSession_WeightThatIsNotFinite_IsRefusedByName()
    {
        string path = _folder.File("nan.safetensors");
        SyntheticWeights.Write(path, ParameterListing.Read("unet-a"), ("num_head_channels", "16"));
        long position;
        using (var sound = Checkpoint.Open(path))
        {
            position = new FileInfo(path).Length - sound.Tensors.Sum(tensor => tensor.ByteCount) + sound.Find("middle_block.1.qkv.bias").Begin;
        }

        using (var stream = File.OpenWrite(path))
        {
            stream.Position = position;
            stream.Write(BitConverter.GetBytes(float.NaN));
        }

        using var checkpoint = Checkpoint.Open(path);
        using var network = UNetDenoiser.Load(TestDevices.Require("cpu"), checkpoint);
        int side = network.SizeMultiple;
        var error = Assert.Throws<CheckpointException>(() => network.CreateSession(new(1, network.Channels, side, side), [0]));
        Assert.Equal("middle_block.1.qkv.bias", error.TensorName);
    }

    private static (TensorShape Shape, float[] X, float[] T) Input(Checkpoint golden, string sample)
    {
        var s = golden.Find($"{sample}.x").Shape;
        return (new((int)s[0], (int)s[1], (int)s[2], (int)s[3]), golden.Read($"{sample}.x"), golden.Read($"{sample}.t"));
    }

    private static float[] Image(float[] batch, int count, int n) => batch.AsSpan(n * (batch.Length / count), batch.Length / count).ToArray();

    private static float[] Crop(float[] image, TensorShape shape, int start, int size)
    {
        var crop = new List<float>();
        for (int c = 0; c < shape.C; c++)
        {
            for (int row = start; row < start + size; row++)
            {
                crop.AddRange(image.AsSpan((((c * shape.H) + row) * shape.W) + start, size));
            }
        }

        return [.. crop];
    }

    private static float[] Predict(ComputeDevice device, UNetDenoiser network, TensorShape shape, float[] x, int[] timesteps, int stepIndex)
    {
        using var session = network.CreateSession(shape, timesteps);
        using var input = device.Allocate(shape);
        using var noise = device.Allocate(shape);
        input.Upload(x);
        session.PredictNoise(input, stepIndex, noise);
        return noise.Download();
    }
}

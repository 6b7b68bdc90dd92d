using DiffPir.Kernels;
using DiffPir.Testing;

namespace DiffPir.Network.Tests;

public sealed class DrunetTests : IDisposable
{
    private static readonly DrunetConfiguration Small = new() { Channels = 3, LevelChannels = [8, 16, 16, 24], ResidualBlocks = 2 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(3, 32_640_960)]
    [InlineData(1, 32_638_656)]
    public void Parameters_OfThePublishedNetworks_AreAsManyAsTheyHave(int channels, long count)
    {
        var network = new DrunetConfiguration { Channels = channels, LevelChannels = [64, 128, 256, 512], ResidualBlocks = 4 };

        (string Name, long[] Shape)[] parameters = [.. network.Parameters()];

        Assert.Equal(64, parameters.Length);
        Assert.Equal(count, parameters.Sum(entry => entry.Shape.Aggregate(1L, (product, side) => product * side)));
        Assert.Equal(8, network.SizeMultiple);
    }

    [Fact]
    public void Open_SmallNetwork_IsRecognisedFromNamesAndShapes()
    {
        using var model = DenoiserModel.Open(Write());

        Assert.Equal(DenoiserArchitecture.Drunet, model.Architecture);
        Assert.Equal("DRUNet: 3 channels and a noise level to 3 channels, widths 8, 16, 16, 24, 2 residual blocks a level", model.Configuration.ToString());
        Assert.Equal(Small.Parameters().Select(entry => entry.Name), ((DrunetConfiguration)model.Configuration).Parameters().Select(entry => entry.Name));
    }

    /// <summary>Values of the original network in PyTorch, float32.</summary>
    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Graph_OfTheSmallNetwork_MatchesTheOriginal(string selector)
    {
        var device = TestDevices.Require(selector);
        float[] image = [.. Enumerable.Range(1, 3 * 16 * 16).Select(i => (float)(0.5 + (0.5 * Math.Sin(0.1 * i))))];

        float[] y = Denoise(device, new(1, 3, 16, 16), image, 25f / 255);

        Assert.Equal(-0.0445038, y.Average(), 1e-5);
        Assert.Equal(0.4762167, Math.Sqrt(y.Average(value => (double)value * value) - Math.Pow(y.Average(value => (double)value), 2)), 1e-5);
        Assert.True(RelativeError.MaxAbsolute(y.AsSpan(0, 4), [-0.1148921f, -0.1641732f, -0.2025626f, -0.2341536f]) < 2e-5);
        Assert.True(RelativeError.MaxAbsolute(y.AsSpan((2 * 256) + (15 * 16) + 12, 4), [-1.4150968f, -1.2454385f, -0.9738960f, -0.5332308f]) < 2e-5);
    }

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void PredictNoise_IsWhatTheDenoisedImageLeaves(string selector)
    {
        var device = TestDevices.Require(selector);
        var shape = new TensorShape(2, 3, 16, 24);
        float[] x = SyntheticWeights.Tensor("x", [2, 3, 16, 24]);
        using IPrior network = DenoiserLoader.Load(device, Write());
        using var session = network.CreateSession(shape, [37, 600]);
        using Tensor input = device.Allocate(shape), noise = device.Allocate(shape);
        input.Upload(x);

        foreach ((int step, int t) in new[] { 37, 600 }.Index())
        {
            double signal = Math.Sqrt(Enumerable.Range(0, t + 1).Aggregate(1.0, (product, u) => product * (1 - (1e-4 + (0.0199 * u / 999)))));
            double level = Math.Sqrt(1 - (signal * signal));
            float[] clean = Denoise(device, shape, [.. x.Select(value => (float)((value / (2 * signal)) + 0.5))], (float)(level / (2 * signal)));

            session.PredictNoise(input, step, noise, TestContext.Current.CancellationToken);

            float[] expected = [.. x.Zip(clean, (value, d) => (float)((value - (signal * ((2.0 * d) - 1))) / level))];
            Assert.True(RelativeError.L2(noise.Download(), expected) < 1e-5, $"t = {t}");
        }

        Assert.True(session.PlannedBytes > 0);
    }

    /// <summary>Without biases D is homogeneous: D' z = D(z), and so D(z) v = z (D'^T v). Of the noise, J^T v is (v - D'^T v) / s.</summary>
    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void PullBack_FollowsFromTheHomogeneityOfTheDenoiser(string selector)
    {
        var device = TestDevices.Require(selector);
        var shape = new TensorShape(1, 3, 16, 24);
        float[] x = SyntheticWeights.Tensor("x", [1, 3, 16, 24]);
        using var network = (IDifferentiablePrior)DenoiserLoader.Load(device, Write());
        double signal = network.Schedule.Signal(600), level = network.Schedule.Noise(600);
        float[] z = [.. x.Select(value => (float)((value / (2 * signal)) + 0.5)), .. Enumerable.Repeat((float)(level / (2 * signal)), 16 * 24)];
        using var checkpoint = Checkpoint.Open(Write());
        using var weights = new WeightStore(device, new DrunetWeights(checkpoint).Read);
        using Tensor input = device.Allocate(shape with { C = 4 }), clean = device.Allocate(shape), inputGradient = device.Allocate(input.Shape);
        using var plan = new GradientPlan(device, DrunetBuilder.Build(DrunetConfiguration.Infer(checkpoint)), input.Shape, weights, new TuningTable());
        input.Upload(z);
        plan.Predict(input, clean);
        plan.PullBack(clean, inputGradient);
        float[] v = clean.Download(), denoiserGradient = inputGradient.Download();
        double square = v.Sum(value => (double)value * value);

        Assert.Equal(square, denoiserGradient.Zip(z, (g, value) => (double)g * value).Sum(), 1e-5 * square);

        using var session = network.CreateGradientSession(shape, [37, 600]);
        using Tensor noisy = device.Allocate(shape), noise = device.Allocate(shape), gradient = device.Allocate(shape);
        noisy.Upload(x);
        session.PredictNoise(noisy, 1, noise, TestContext.Current.CancellationToken);
        session.PullBack(clean, gradient);

        float[] expected = [.. v.Zip(denoiserGradient, (value, g) => (float)(((double)value - g) / level))];
        Assert.True(RelativeError.L2(gradient.Download(), expected) < 1e-5);
    }

    [Fact]
    public void CreateSession_StepShapeOrNumberThatDoesNotFit_IsRefused()
    {
        var device = TestDevices.Require("cpu");
        using IPrior network = DenoiserLoader.Load(device, Write());

        Assert.Throws<ArgumentOutOfRangeException>(() => network.CreateSession(new(1, 3, 8, 8), [1000]));
        Assert.Throws<ArgumentException>(() => network.CreateSession(new(1, 3, 8, 12), [1]));
        Assert.Throws<ArgumentException>(() => network.CreateSession(new(1, 4, 8, 8), [1]));
        Assert.Throws<ArgumentException>(() => network.CreateSession(new(1, 3, 8, 8), []));
    }

    [Fact]
    public void Infer_TensorMissingOrReshaped_IsNamed()
    {
        List<(string Name, long[] Shape)> listing = [.. Small.Parameters()];
        listing.RemoveAll(entry => entry.Name == "m_up2.1.res.2.weight");
        listing[3] = (listing[3].Name, [8, 8, 1, 1]);
        string path = _folder.File("bad.safetensors");
        SyntheticWeights.Write(path, listing);
        using var checkpoint = Checkpoint.Open(path);

        string message = Assert.Throws<CheckpointException>(() => DrunetConfiguration.Infer(checkpoint)).Message;

        Assert.Contains("almost a DRUNet, but not quite: 1 tensor missing ('m_up2.1.res.2.weight')", message, StringComparison.Ordinal);
        Assert.Contains($"1 tensor of another shape ('{listing[3].Name}': expected 8x8x3x3, found 8x8x1x1)", message, StringComparison.Ordinal);
    }

    private float[] Denoise(ComputeDevice device, TensorShape shape, float[] images, float level)
    {
        using var checkpoint = Checkpoint.Open(Write());
        using var weights = new WeightStore(device, new DrunetWeights(checkpoint).Read);
        using var plan = new Plan(device, DrunetBuilder.Build(DrunetConfiguration.Infer(checkpoint)), shape with { C = shape.C + 1 }, weights);
        using Tensor input = device.Allocate(plan.InputShape), output = device.Allocate(shape);
        int image = images.Length / shape.N;
        float[] map = [.. Enumerable.Repeat(level, shape.H * shape.W)];
        input.Upload([.. Enumerable.Range(0, shape.N).SelectMany(n => images.AsSpan(n * image, image).ToArray().Concat(map))]);
        plan.Run(input, output);
        return output.Download();
    }

    /// <summary>Weight p of the state dict is sin(0.37 i + 1.3 p) / sqrt(fan in), i from 1.</summary>
    private string Write()
    {
        string path = _folder.File("drunet.safetensors");
        if (!File.Exists(path))
        {
            var writer = new CheckpointWriter();
            foreach ((int p, (string name, long[] shape)) in Small.Parameters().Index())
            {
                double fan = shape[1] * shape[2] * shape[3];
                float[] values = [.. Enumerable.Range(1, (int)(shape[0] * fan)).Select(i => (float)(Math.Sin((0.37 * i) + (1.3 * p)) / Math.Sqrt(fan)))];
                writer.Add(name, shape, values);
            }

            writer.Save(path);
        }

        return path;
    }
}

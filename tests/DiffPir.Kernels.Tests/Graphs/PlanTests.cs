using DiffPir.Kernels.Attention;
using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Normalization;
using DiffPir.Kernels.Pointwise;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Graphs;

public sealed class PlanTests
{
    // Every kind of buffer: a slice, a border, scratch memory, a residual and a change of resolution.
    private static readonly Graph Network = OperationRunner.GraphOf(
        16,
        new ConvolutionNode("c", "x", "c.w", "c.b", 32, 3),
        new GroupNormNode("n", "c", "gamma", "beta", 8, 1e-5f),
        new ActivationNode("a", "n", Activation.Silu),
        new ConvolutionNode("qkv", "a", "qkv.w", "qkv.b", 96, 1),
        new AttentionNode("t", "qkv", 2, AttentionOrder.Legacy),
        new ConvolutionNode("p", "t", "p.w", "p.b", 32, 1),
        new AddNode("s", "p", "c"),
        new ResampleNode("u", "s", Resampling.NearestUp2),
        new ResampleNode("d", "u", Resampling.MeanDown2),
        new ConcatNode("j", ["d", "c"]),
        new ConvolutionNode("y", "j", "y.w", "y.b", 3, 3));

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Run_Twice_GivesTheSameBits(string selector)
    {
        var device = TestDevices.Require(selector);
        using var weights = new WeightStore(device, Read);

        // Of single images, convolutions leave the moments that normalisations need; of batches they do not.
        foreach (int images in new[] { 1, 2 })
        {
            using var plan = new Plan(device, Network, new(images, 16, 8, 12), weights);
            using var x = device.Allocate(plan.InputShape);
            using var y = device.Allocate(plan.OutputShape);
            using var other = device.Allocate(plan.InputShape);
            x.Upload(OperationRunner.Values(x.Shape.Elements, 1));
            other.Upload(OperationRunner.Values(x.Shape.Elements, 2));

            plan.Run(x, y);
            float[] first = y.Download();
            plan.Run(other, y); // leaves other values everywhere in the arena
            float[] between = y.Download();
            plan.Run(x, y);

            Assert.Equal(first, y.Download());
            Assert.NotEqual(first, between);
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Plans_InOneMemory_GiveTheSameBitsInTurn(string selector)
    {
        var device = TestDevices.Require(selector);
        using var weights = new WeightStore(device, Read);
        TensorShape[] shapes = [new(1, 16, 16, 12), new(1, 16, 8, 12), new(2, 16, 8, 8)];
        float[][] expected = [.. shapes.Select(RunAlone)];

        using var memory = new PlanMemory(device);
        Plan[] plans = [.. shapes.Select(shape => new Plan(device, Network, shape, weights, memory: memory))];
        foreach (int i in new[] { 0, 1, 2, 1, 0, 2, 2 })
        {
            Assert.Equal(expected[i], Run(plans[i]));
        }

        Assert.Equal(plans.Max(plan => plan.PlannedBytes), memory.Bytes);
        Assert.False(memory.IsWasted);
        Array.ForEach(plans, plan => plan.Dispose());

        using var other = new PlanMemory(device);
        using var small = new Plan(device, Network, shapes[1], weights, memory: other);
        using var large = new Plan(device, Network, shapes[0], weights, memory: other);
        Assert.True(other.IsWasted);
        Assert.Equal(expected[1], Run(small));
        Assert.Equal(expected[0], Run(large));

        float[] RunAlone(TensorShape shape)
        {
            using var plan = new Plan(device, Network, shape, weights);
            return Run(plan);
        }

        float[] Run(Plan plan)
        {
            using var x = device.Allocate(plan.InputShape);
            using var y = device.Allocate(plan.OutputShape);
            x.Upload(OperationRunner.Values(x.Shape.Elements, 1));
            plan.Run(x, y);
            return y.Download();
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Plans_OfTwoShapesOnOneWeightStore_ShareTheWeights(string selector)
    {
        var device = TestDevices.Require(selector);
        var graph = OperationRunner.GraphOf(16, new ConvolutionNode("y", "x", "one.w", "one.b", 32, 1));
        using var weights = new WeightStore(device, Read);
        using var small = new Plan(device, graph, new(1, 16, 3, 5), weights);
        long bytes = weights.Bytes;
        using var large = new Plan(device, graph, new(2, 16, 12, 9), weights);

        // 1x1 convolutions of all shapes read the weights in one form.
        Assert.InRange(bytes, ((32 * 16) + 32) * sizeof(float), long.MaxValue);
        Assert.Equal(bytes, weights.Bytes);
        foreach (var plan in new[] { small, large, small })
        {
            ExpectConvolution(device, plan, "one.w", "one.b", 1);
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Plans_OfTwoShapesThatNeedTwoFormsOfAWeight_AreBothRight(string selector)
    {
        // On processors a large map takes Winograd's transformed weights, a tiny one the plain ones.
        var device = TestDevices.Require(selector);
        var graph = OperationRunner.GraphOf(16, new ConvolutionNode("y", "x", "c.w", "c.b", 32, 3));
        using var weights = new WeightStore(device, Read);
        using var small = new Plan(device, graph, new(1, 16, 2, 3), weights);
        using var large = new Plan(device, graph, new(1, 16, 16, 16), weights);

        foreach (var plan in new[] { small, large, small })
        {
            ExpectConvolution(device, plan, "c.w", "c.b", 3);
        }
    }

    [Fact]
    public void Run_WithTensorsOfOtherShapes_IsAnArgumentErrorThatNamesThem()
    {
        var device = TestDevices.Require("cpu");
        using var weights = new WeightStore(device, Read);
        using var plan = new Plan(device, Network, new(1, 16, 4, 4), weights);
        using var x = device.Allocate(plan.InputShape);
        using var y = device.Allocate(plan.OutputShape);
        using var otherX = device.Allocate(new(1, 16, 4, 5));
        using var otherY = device.Allocate(new(1, 6, 4, 4));

        Assert.Equal(new TensorShape(1, 3, 4, 4), plan.OutputShape);
        string message = Assert.Throws<ArgumentException>(() => plan.Run(otherX, y)).Message;
        Assert.Contains("1x16x4x4 to 1x3x4x4, not 1x16x4x5 to 1x3x4x4", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() => plan.Run(x, otherY)).Message;
        Assert.Contains("not 1x16x4x4 to 1x6x4x4", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => plan.Run((Tensor)null!, y));
        Assert.Throws<ArgumentException>(() => plan.Profile(x, otherY));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Profile(x, y, repetitions: 0));
    }

    [Fact]
    public void Plan_OfShapesThatDoNotFit_NamesTheOperation()
    {
        var device = TestDevices.Require("cpu");
        using var weights = new WeightStore(device, Read);

        string message = Assert.Throws<ArgumentException>(() => new Plan(device, Network, new(1, 17, 4, 4), weights)).Message;
        Assert.Contains("operation 'x' takes 16 channels, not 17", message, StringComparison.Ordinal);
        var sum = OperationRunner.GraphOf(16, new ResampleNode("r", "x", Resampling.NearestUp2), new AddNode("s", "r", "x"));
        message = Assert.Throws<ArgumentException>(() => new Plan(device, sum, new(1, 16, 4, 4), weights)).Message;
        Assert.Contains("operation 's' adds 1x16x8x8 and 1x16x4x4", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_TellsFusionsAndEveryOperation()
    {
        var device = TestDevices.Require("cpu");
        using var weights = new WeightStore(device, Read);
        using var plan = new Plan(device, Network, new(1, 16, 4, 4), weights);

        string[] lines = [.. plan.Describe()];

        Assert.Equal(["fused: n joins a", "fused: p joins s"], lines.Take(2));
        Assert.Equal(["x", "c", "a", "qkv", "t", "s", "u", "d", "j", "y", "output"], lines.Skip(2).Select(line => line.Split(':')[0]));
        Assert.Contains("s: convolution 1x1 32 -> 1x32x4x4 + residual", lines[7], StringComparison.Ordinal);
        Assert.True(plan.PlannedBytes >= plan.PeakLiveBytes);

        // Three 3x3 and 1x1 layers a pixel, and scores and sums of attention over 16 pixels.
        Assert.Equal((16 * ((32 * 16 * 9) + (96 * 32) + (32 * 32) + (3 * 64 * 9))) + (2 * 16 * 16 * 32), plan.MultiplyAdds);
    }

    [Fact]
    public void Profile_TimesEveryOperationOfADescription()
    {
        var device = TestDevices.Require("cpu");
        using var weights = new WeightStore(device, Read);
        using var plan = new Plan(device, Network, new(1, 16, 4, 4), weights);
        using var x = device.Allocate(plan.InputShape);
        using var y = device.Allocate(plan.OutputShape);
        x.Upload(OperationRunner.Values(x.Shape.Elements, 1));

        var timings = plan.Profile(x, y, repetitions: 3);

        Assert.Equal(plan.Describe().Skip(2), timings.Select(timing => $"{timing.Name}: {timing.Description}"));
        Assert.Equal(plan.MultiplyAdds, timings.Sum(timing => timing.MultiplyAdds));
        Assert.All(timings, timing => Assert.True(timing.Milliseconds > 0));
    }

    private static void ExpectConvolution(ComputeDevice device, Plan plan, string weight, string bias, int kernelSize)
    {
        using var input = device.Allocate(plan.InputShape);
        using var output = device.Allocate(plan.OutputShape);
        float[] x = OperationRunner.Values(plan.InputShape.Elements, 1);
        input.Upload(x);

        plan.Run(input, output);

        double[] expected = Reference.Convolution(x, plan.InputShape, Read(weight), Read(bias), 32, kernelSize, 1);
        Assert.InRange(RelativeError.L2(output.Download(), [.. expected.Select(v => (float)v)]), 0, 2e-6);
    }

    private static float[] Read(string name) => name switch
    {
        "gamma" or "beta" => OperationRunner.Values(32, name.Length),
        "one.w" => Scaled(32 * 16, 2),
        "c.w" => Scaled(32 * 16 * 9, 3),
        "qkv.w" => Scaled(96 * 32, 4),
        "p.w" => Scaled(32 * 32, 5),
        "y.w" => Scaled(3 * 64 * 9, 6),
        _ => OperationRunner.Values(name == "qkv.b" ? 96 : name == "y.b" ? 3 : 32, 7),
    };

    private static float[] Scaled(int count, int seed) => [.. OperationRunner.Values(count, seed).Select(v => 0.2f * v)];
}

using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Normalization;
using DiffPir.Kernels.Pointwise;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Normalization;

public sealed class GroupNormTests
{
    public static TheoryData<string, int[], Activation, Resampling> Cases
    {
        get
        {
            var data = new TheoryData<string, int[], Activation, Resampling>();
            foreach (string device in new[] { "opencl", TestDevices.OpenClAsGpu, "cuda", "cpu" })
            {
                // Images, channels, height, width, groups; 12 and 6 channels leave a tail beside whole vectors.
                data.Add(device, [2, 64, 9, 7, 32], Activation.Silu, Resampling.None);
                data.Add(device, [1, 12, 5, 3, 4], Activation.None, Resampling.None);
                data.Add(device, [1, 6, 1, 1, 2], Activation.Silu, Resampling.None);
                data.Add(device, [2, 32, 4, 6, 32], Activation.Silu, Resampling.NearestUp2);
                data.Add(device, [2, 48, 6, 10, 16], Activation.Silu, Resampling.MeanDown2);
                data.Add(device, [1, 16, 7, 5, 8], Activation.None, Resampling.MeanDown2);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void GroupNorm_FusedWithWhatFollows_MatchesTheDefinition(string selector, int[] s, Activation activation, Resampling resampling)
    {
        var device = TestDevices.Require(selector);
        var shape = new TensorShape(s[0], s[1], s[2], s[3]);
        var (x, weights) = Case(shape, 0f);

        float[] y = OperationRunner.Run(
            device,
            OperationRunner.GraphOf(s[1], new GroupNormNode("y", "x", "gamma", "beta", s[4], 1e-5f, null, activation, resampling)),
            shape, x, weights);

        double[] expected = Reference.GroupNorm(x, shape, weights["gamma"], weights["beta"], s[4], 1e-5);
        expected = activation == Activation.Silu ? Reference.Silu(expected) : expected;
        expected = resampling == Resampling.None ? expected : Reference.Resample(expected, shape, resampling);
        Assert.InRange(RelativeError.L2(y, Floats(expected)), 0, 2e-6);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void GroupNorm_FollowedByA3x3Convolution_LeavesABorderOfZeros(string selector)
    {
        var device = TestDevices.Require(selector);
        var shape = new TensorShape(2, 16, 6, 5);
        foreach (var resampling in Enum.GetValues<Resampling>())
        {
            var (x, weights) = Case(shape, 0f);
            weights["w"] = OperationRunner.Values(16 * 16 * 9, 5);
            weights["b"] = new float[16];
            var graph = OperationRunner.GraphOf(
                16,
                new GroupNormNode("n", "x", "gamma", "beta", 4, 1e-5f, null, Activation.None, resampling),
                new ConvolutionNode("y", "n", "w", "b", 16, 3));

            float[] y = OperationRunner.Run(device, graph, shape, x, weights);

            double[] normalized = Reference.GroupNorm(x, shape, weights["gamma"], weights["beta"], 4, 1e-5);
            normalized = resampling == Resampling.None ? normalized : Reference.Resample(normalized, shape, resampling);
            var middle = graph.InferShapes(shape)["n"];
            double[] expected = Reference.Convolution(Floats(normalized), middle, weights["w"], weights["b"], 16, 3, 1);
            Assert.InRange(RelativeError.L2(y, Floats(expected)), 0, 3e-6);
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void GroupNorm_OfValuesFarFromZero_KeepsItsDigits(string selector)
    {
        var device = TestDevices.Require(selector);
        var shape = new TensorShape(1, 32, 16, 16);
        var (x, weights) = Case(shape, 1000f);

        float[] y = OperationRunner.Run(
            device, OperationRunner.GraphOf(32, new GroupNormNode("y", "x", "gamma", "beta", 32, 1e-5f)), shape, x, weights);

        // The input itself has lost three digits at 1000 + [-1, 1]; mean-of-squares formulas lose all.
        double[] expected = Reference.GroupNorm(x, shape, weights["gamma"], weights["beta"], 32, 1e-5);
        Assert.InRange(RelativeError.L2(y, Floats(expected)), 0, 3e-4);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void ScaleAndShift_ReadTheColumnOfTheStep(string selector)
    {
        var device = TestDevices.Require(selector);
        var shape = new TensorShape(1, 32, 3, 5);
        var (x, weights) = Case(shape, 0f);
        float[] table = OperationRunner.Values((3 + 64) * 4, 9);
        var graph = OperationRunner.GraphOf(32, new GroupNormNode("y", "x", "gamma", "beta", 8, 1e-5f, ScaleShiftOffset: 3));

        float[] y = OperationRunner.Run(device, graph, shape, x, weights, table, 4, 2);

        double[] expected = Reference.GroupNorm(x, shape, weights["gamma"], weights["beta"], 8, 1e-5);
        for (int i = 0; i < expected.Length; i++)
        {
            int c = i / 15;
            expected[i] = (expected[i] * (1 + table[((3 + c) * 4) + 2])) + table[((3 + 32 + c) * 4) + 2];
        }

        Assert.InRange(RelativeError.L2(y, Floats(expected)), 0, 2e-6);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void GroupNorm_OfConcatenatedConvolutions_FindsTheMomentsOfItsParts(string selector)
    {
        var device = TestDevices.Require(selector);
        foreach (var shape in new[] { new TensorShape(1, 16, 12, 20), new TensorShape(1, 16, 11, 18) })
        {
            ExpectMomentsOfParts(device, shape);
        }
    }

    private static void ExpectMomentsOfParts(ComputeDevice device, TensorShape shape)
    {
        float[] x = OperationRunner.Values(shape.Elements, 1);
        var weights = new Dictionary<string, float[]>
        {
            ["w"] = OperationRunner.Values(32 * 16 * 9, 2), ["b"] = OperationRunner.Values(32, 3).Select(v => 5 + v).ToArray(),
            ["gamma"] = OperationRunner.Values(96, 4), ["beta"] = OperationRunner.Values(96, 5),
            ["w1"] = OperationRunner.Values(64 * 16, 6), ["b1"] = OperationRunner.Values(64, 7),
        };

        // The 3x3 convolution leaves its moments where it runs as Winograd; the 1x1 does not. Groups of 12 channels straddle the parts.
        var graph = OperationRunner.GraphOf(
            16,
            new ConvolutionNode("c", "x", "w", "b", 32, 3),
            new ConvolutionNode("d", "x", "w1", "b1", 64, 1),
            new ConcatNode("j", ["c", "d"]),
            new GroupNormNode("y", "j", "gamma", "beta", 8, 1e-5f));

        float[] y = OperationRunner.Run(device, graph, shape, x, weights);

        float[] joined = Floats(Reference.Convolution(x, shape, weights["w"], weights["b"], 32, 3, 1))
            .Concat(Floats(Reference.Convolution(x, shape, weights["w1"], weights["b1"], 64, 1, 1))).ToArray();
        double[] expected = Reference.GroupNorm(joined, shape with { C = 96 }, weights["gamma"], weights["beta"], 8, 1e-5);
        Assert.InRange(RelativeError.L2(y, Floats(expected)), 0, 3e-6);
    }

    private static (float[] X, Dictionary<string, float[]> Weights) Case(TensorShape shape, float offset) => (
        OperationRunner.Values(shape.Elements, 1).Select(v => v + offset).ToArray(),
        new() { ["gamma"] = OperationRunner.Values(shape.C, 2), ["beta"] = OperationRunner.Values(shape.C, 3) });

    private static float[] Floats(double[] values) => values.Select(v => (float)v).ToArray();
}

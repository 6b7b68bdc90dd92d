using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Embedding;
using DiffPir.Kernels.Pointwise;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Pointwise;

public sealed class PointwiseTests
{
    private static readonly TensorShape Shape = new(2, 19, 6, 10);

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void PackAndUnpack_ReturnThePicture(string selector)
    {
        var device = TestDevices.Require(selector);
        float[] x = OperationRunner.Values(Shape.Elements, 1);

        Assert.Equal(x, OperationRunner.Run(device, new Graph([new InputNode("x", 19)], "x"), Shape, x, new Dictionary<string, float[]>()));
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Silu_FromMinus90To90_MatchesTheDefinition(string selector)
    {
        float[] x = OperationRunner.Values(Shape.Elements, 1).Select(v => 90 * v).ToArray();

        Expect(Reference.Silu(Doubles(x)), Run(selector, x, new ActivationNode("y", "x", Activation.Silu)), 3e-7);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Resample_UpAndDown_MatchesTheDefinition(string selector)
    {
        float[] x = OperationRunner.Values(Shape.Elements, 1);
        foreach (var resampling in new[] { Resampling.NearestUp2, Resampling.MeanDown2 })
        {
            Expect(Reference.Resample(Doubles(x), Shape, resampling), Run(selector, x, new ResampleNode("y", "x", resampling)), 1e-7);
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Add_OfTwoValues_IsTheirSum(string selector)
    {
        float[] x = OperationRunner.Values(Shape.Elements, 1);
        var up = new ResampleNode("u", "x", Resampling.NearestUp2);
        var down = new ResampleNode("d", "u", Resampling.MeanDown2);

        Expect(Doubles(x).Select(v => 2 * v).ToArray(), Run(selector, x, up, down, new AddNode("y", "d", "x")), 1e-7);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void AddConditioning_AddsTheStepsValueOfEachChannel(string selector)
    {
        var device = TestDevices.Require(selector);
        float[] x = OperationRunner.Values(Shape.Elements, 1), table = OperationRunner.Values((2 + 19) * 3, 7);

        float[] y = OperationRunner.Run(
            device, OperationRunner.GraphOf(19, new AddConditioningNode("y", "x", 2)), Shape, x, new Dictionary<string, float[]>(), table, 3, 1);

        Expect(x.Select((v, i) => (double)v + table[((2 + (i / 60 % 19)) * 3) + 1]).ToArray(), y, 1e-7);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Concat_OfSlicesAndOfTheInput_JoinsChannels(string selector)
    {
        var device = TestDevices.Require(selector);
        var shape = new TensorShape(2, 16, 3, 5);
        float[] x = OperationRunner.Values(shape.Elements, 1);
        var weights = new Dictionary<string, float[]> { ["w"] = new float[32 * 16], ["b"] = OperationRunner.Values(32, 2) };
        var graph = OperationRunner.GraphOf(
            16,
            new ConvolutionNode("c", "x", "w", "b", 32, 1),
            new ConcatNode("first", ["c", "x"]),
            new ConcatNode("y", ["x", "c", "first"]));

        float[] y = OperationRunner.Run(device, graph, shape, x, weights);

        for (int i = 0; i < y.Length; i++)
        {
            int n = i / (96 * 15), c = i / 15 % 96, p = i % 15;
            float X(int channel) => x[(((n * 16) + channel) * 15) + p];
            float expected = c < 16 ? X(c) : c < 48 ? weights["b"][c - 16] : c < 80 ? weights["b"][c - 48] : X(c - 80);
            Assert.Equal(expected, y[i]);
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void TimestepEmbedding_OfSteps_MatchesCosineAndSine(string selector)
    {
        var device = TestDevices.Require(selector);
        float[] t = [0, 1, 37, 500.5f, 999];
        foreach (int channels in new[] { 8, 33, 128 })
        {
            var shape = new TensorShape(1, 1, 1, t.Length);
            float[] y = OperationRunner.Run(
                device, OperationRunner.GraphOf(1, new TimestepEmbeddingNode("y", "x", channels)), shape, t, new Dictionary<string, float[]>());

            int half = channels / 2;
            for (int i = 0; i < y.Length; i++)
            {
                int c = i / t.Length;
                double angle = t[i % t.Length] * Math.Exp(-Math.Log(10000) * (c % half) / half);
                double expected = c < half ? Math.Cos(angle) : c < 2 * half ? Math.Sin(angle) : 0;
                Assert.InRange(Math.Abs(y[i] - expected), 0, 1e-4); // angles up to 999 are rounded to 3e-5
            }
        }
    }

    private static float[] Run(string selector, float[] x, params GraphNode[] nodes) => OperationRunner.Run(
        TestDevices.Require(selector), OperationRunner.GraphOf(Shape.C, nodes), Shape, x, new Dictionary<string, float[]>());

    private static double[] Doubles(float[] values) => values.Select(v => (double)v).ToArray();

    private static void Expect(double[] expected, float[] actual, double bound) =>
        Assert.InRange(RelativeError.L2(actual, expected.Select(v => (float)v).ToArray()), 0, bound);
}

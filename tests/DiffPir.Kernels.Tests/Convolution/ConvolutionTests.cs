using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Pointwise;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Convolution;

public sealed class ConvolutionTests
{
    // Images, input channels, height, width, output channels, kernel, stride.
    private static readonly int[][] Shapes =
    [
        [1, 1, 1, 1, 1, 1, 1],
        [1, 1, 1, 1, 1, 3, 1],
        [2, 5, 13, 17, 7, 3, 1],
        [1, 3, 9, 16, 32, 3, 1],
        [1, 32, 8, 8, 64, 3, 1],
        [1, 33, 5, 4, 48, 3, 1],
        [1, 8, 17, 16, 12, 3, 2],
        [2, 16, 7, 9, 32, 3, 2],
        [2, 33, 9, 11, 20, 1, 1],
        [1, 64, 1, 19, 96, 1, 1],
        [1, 20, 3, 70, 66, 3, 1],
        [2, 16, 8, 12, 32, 3, 1],
        [1, 48, 4, 20, 96, 3, 1],
        [2, 32, 5, 6, 3, 3, 1],
        [2, 16, 9, 18, 64, 3, 1],
        [1, 32, 1, 2, 32, 3, 1],
        [1, 16, 3, 9, 4, 3, 2],
        [1, 48, 2, 3, 1, 1, 1],
        [1, 10, 3, 47, 160, 3, 1],
    ];

    public static TheoryData<string, int[]> OnEveryDevice
    {
        get
        {
            var data = new TheoryData<string, int[]>();
            foreach (string device in new[] { "opencl", TestDevices.OpenClAsGpu, "cuda", "cpu" })
            {
                foreach (int[] shape in Shapes)
                {
                    data.Add(device, shape);
                }
            }

            return data;
        }
    }

    public static TheoryData<string, string> CandidatesOnFastDevices
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string device in new[] { "opencl", "cuda" })
            {
                // Tensor cores do not multiply in single precision; TensorCoreConvolutionTests has theirs.
                foreach (string candidate in Enum.GetNames<ConvolutionCandidate>().Where(name => !name.StartsWith("TensorCore", StringComparison.Ordinal)))
                {
                    data.Add(device, candidate);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(OnEveryDevice))]
    public void Convolution_OfOddShapes_MatchesTheDefinition(string selector, int[] s)
    {
        var device = TestDevices.Require(selector);
        var (x, weights, shape) = Case(s);

        float[] y = OperationRunner.Run(
            device, OperationRunner.GraphOf(s[1], new ConvolutionNode("y", "x", "w", "b", s[4], s[5], s[6])), shape, x, weights);

        Expect(Reference.Convolution(x, shape, weights["w"], weights["b"], s[4], s[5], s[6]), y);
    }

    [Theory]
    [MemberData(nameof(CandidatesOnFastDevices))]
    public void Candidate_WhereItApplies_MatchesTheDefinition(string selector, string name)
    {
        var device = TestDevices.Require(selector);
        var candidate = Enum.Parse<ConvolutionCandidate>(name);
        int computed = 0;
        foreach (int[] s in Shapes)
        {
            var (x, weights, shape) = Case(s);
            var node = new ConvolutionNode("y", "x", "w", "b", s[4], s[5], s[6]);
            if (ConvolutionSelector.Supports(candidate, node, shape, OperationRunner.GraphOf(s[1], node).InferShapes(shape)["y"]))
            {
                double[] expected = Reference.Convolution(x, shape, weights["w"], weights["b"], s[4], s[5], s[6]);
                Expect(expected, CandidateRunner.Run(device, candidate, node, shape, x, weights));
                computed++;
            }
        }

        Assert.NotEqual(0, computed);
    }

    [Theory]
    [MemberData(nameof(CandidatesOnFastDevices))]
    public void Candidate_WithAResidual_AddsItOnce(string selector, string name)
    {
        var device = TestDevices.Require(selector);
        var candidate = Enum.Parse<ConvolutionCandidate>(name);
        int computed = 0;
        foreach (int[] s in new[] { new[] { 2, 16, 4, 12, 64, 3, 1 }, [1, 20, 5, 9, 48, 1, 1] })
        {
            var (x, weights, shape) = Case(s);
            var output = shape with { C = s[4] };
            var node = new ConvolutionNode("y", "x", "w", "b", s[4], s[5], s[6], Residual: "r");
            if (ConvolutionSelector.Supports(candidate, node, shape, output))
            {
                float[] residual = OperationRunner.Values(output.Elements, 4);
                double[] expected = Reference.Convolution(x, shape, weights["w"], weights["b"], s[4], s[5], s[6]).Zip(residual, (a, b) => a + b).ToArray();
                Expect(expected, CandidateRunner.Run(device, candidate, node with { Residual = null }, shape, x, weights, residual));
                computed++;
            }
        }

        Assert.SkipWhen(computed == 0, $"{candidate} takes no residual");
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Residual_OfTheOutputsShape_IsAddedOnce(string selector)
    {
        var device = TestDevices.Require(selector);
        foreach (int channels in new[] { 16, 32 })
        {
            var (x, weights, shape) = Case([1, channels, 6, 11, channels, 3, 1]);
            var graph = OperationRunner.GraphOf(channels, new ConvolutionNode("c", "x", "w", "b", channels, 3), new AddNode("y", "c", "x"));

            float[] y = OperationRunner.Run(device, graph, shape, x, weights);

            double[] expected = Reference.Convolution(x, shape, weights["w"], weights["b"], channels, 3, 1).Zip(x, (a, b) => a + b).ToArray();
            Expect(expected, y);
        }
    }

    private static (float[] X, Dictionary<string, float[]> Weights, TensorShape Shape) Case(int[] s)
    {
        var shape = new TensorShape(s[0], s[1], s[2], s[3]);
        return (
            OperationRunner.Values(shape.Elements, 1),
            new() { ["w"] = OperationRunner.Values((long)s[4] * s[1] * s[5] * s[5], 2), ["b"] = OperationRunner.Values(s[4], 3) },
            shape);
    }

    // fp32 sums of up to 300 products of values in [-1, 1].
    private static void Expect(double[] expected, float[] actual) =>
        Assert.InRange(RelativeError.L2(actual, expected.Select(v => (float)v).ToArray()), 0, 2e-6);
}

using DiffPir.Kernels.Pointwise;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Pointwise;

public sealed class ShuffleAndReluTests
{
    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Relu_KeepsWhatIsPositive(string selector)
    {
        var shape = new TensorShape(2, 19, 6, 10);
        float[] x = OperationRunner.Values(shape.Elements, 1);

        Assert.Equal(x.Select(value => Math.Max(value, 0)), Run(selector, shape, x, new ActivationNode("y", "x", Activation.Relu)));
    }

    [Theory]
    [InlineData(TestDevices.OpenClAsGpu)]
    [InlineData("cuda")]
    public void Relu_OfSoManyPixelsThatWorkItemsTakeTwo_MissesNone(string selector)
    {
        var shape = new TensorShape(2, 35, 243, 261);
        float[] x = OperationRunner.Values(shape.Elements, 1);

        Assert.Equal(x.Select(value => Math.Max(value, 0)), Run(selector, shape, x, new ActivationNode("y", "x", Activation.Relu)));
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void PixelShuffle_OfAnyWidth_SpreadsQuartersOverBlocks(string selector)
    {
        foreach (int channels in (int[])[1, 5, 8, 16, 24])
        {
            var shape = new TensorShape(2, 4 * channels, 3, 5);
            float[] x = OperationRunner.Values(shape.Elements, 1);

            float[] y = Run(selector, shape, x, new PixelShuffleNode("y", "x"));

            int at = 0;
            for (int n = 0; n < 2; n++)
            {
                for (int c = 0; c < channels; c++)
                {
                    for (int row = 0; row < 6; row++)
                    {
                        for (int column = 0; column < 10; column++)
                        {
                            int from = (((2 * (row % 2)) + (column % 2)) * channels) + c;
                            Assert.Equal(x[(((((n * shape.C) + from) * 3) + (row / 2)) * 5) + (column / 2)], y[at++]);
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void PixelShuffle_OfChannelsThatFourDoesNotDivide_IsRefused()
    {
        var graph = OperationRunner.GraphOf(6, new PixelShuffleNode("y", "x"));

        Assert.Contains("'y' makes 2x2 blocks of 6 channels", Assert.Throws<ArgumentException>(() => graph.InferShapes(new(1, 6, 2, 2))).Message,
            StringComparison.Ordinal);
    }

    private static float[] Run(string selector, TensorShape shape, float[] x, GraphNode node) =>
        OperationRunner.Run(TestDevices.Require(selector), OperationRunner.GraphOf(shape.C, node), shape, x, new Dictionary<string, float[]>());
}

using DiffPir.Kernels.Convolution;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Gradients;

/// <summary>Gradients of weights on maps that are large enough for Winograd, against direct sums in double precision.</summary>
public sealed class WinogradGradientTests
{
    // That of all gradients of operations.
    private const double Bound = 5e-6;

    [Theory]
    [InlineData("opencl", 2, 32, 48, 32, 32)]
    [InlineData("opencl", 1, 16, 16, 32, 40)]
    [InlineData("opencl", 1, 48, 32, 36, 32)]
    [InlineData("opencl", 1, 128, 128, 64, 64)] // several chunks of tiles
    [InlineData("opencl", 3, 32, 32, 8, 8)] // too few tiles
    [InlineData("opencl", 1, 32, 32, 34, 34)] // sides that tiles do not divide
    [InlineData("cpu", 1, 16, 16, 32, 32)]
    public void WeightGradient_OfALargeMap_MatchesDirectSums(string selector, int images, int inputs, int outputs, int height, int width)
    {
        var device = TestDevices.Require(selector);
        TensorShape shape = new(images, inputs, height, width), output = shape with { C = outputs };
        float[] x = Values(shape, 0.37f), g = Values(output, 0.61f);
        var weights = new Dictionary<string, float[]> { ["w"] = Values(new(outputs, inputs, 3, 3), 0.13f), ["b"] = new float[outputs] };
        var graph = new Graph([new InputNode("x", inputs), new ConvolutionNode("y", "x", "w", "b", outputs, 3)], "y");

        var (found, _) = GradientRunner.RunParameters(device, graph, shape, x, g, weights);

        Assert.InRange(RelativeError.L2(found["w"], Direct(shape, outputs, x, g)), 0, Bound);
    }

    private static float[] Direct(TensorShape shape, int outputs, float[] x, float[] g)
    {
        var (images, inputs, height, width) = shape;
        float[] result = new float[outputs * inputs * 9];
        Parallel.For(0, outputs * inputs, pair =>
        {
            int o = pair / inputs, c = pair % inputs;
            for (int tap = 0; tap < 9; tap++)
            {
                int dy = (tap / 3) - 1, dx = (tap % 3) - 1;
                double sum = 0;
                for (int n = 0; n < images; n++)
                {
                    for (int row = Math.Max(0, -dy); row < Math.Min(height, height - dy); row++)
                    {
                        int from = ((((n * inputs) + c) * height) + row + dy) * width, at = ((((n * outputs) + o) * height) + row) * width;
                        for (int column = Math.Max(0, -dx); column < Math.Min(width, width - dx); column++)
                        {
                            sum += (double)g[at + column] * x[from + column + dx];
                        }
                    }
                }

                result[(pair * 9) + tap] = (float)sum;
            }
        });
        return result;
    }

    // Like noise: smooth waves would cancel.
    private static float[] Values(TensorShape shape, float seed) =>
        [.. Enumerable.Range(1, (int)shape.Elements).Select(i => (float)(2 * Fraction(Math.Sin(i * seed) * 43758.5453)) - 1)];

    private static double Fraction(double value) => value - Math.Floor(value);
}

using DiffPir.Kernels.Convolution;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Convolution;

public sealed class EndPaddingTests
{
    /// <summary>
    /// Output (i, j) reads rows 2i to 2i + 2, where the usual padding reads 2i - 1 to 2i + 1: the same as output (i + 1, j + 1) for the image with a
    /// frame of one pixel of zeros.
    /// </summary>
    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Convolution_PaddedAtTheEnd_IsThatOfTheFramedImage(string selector)
    {
        int[][] shapes = [[1, 3, 2, 2, 5], [2, 16, 8, 6, 32], [1, 33, 4, 18, 48], [1, 32, 6, 34, 3], [1, 16, 16, 32, 64]];
        foreach (int[] s in shapes)
        {
            var shape = new TensorShape(s[0], s[1], s[2], s[3]);
            float[] x = OperationRunner.Values(shape.Elements, 1), w = OperationRunner.Values((long)s[4] * s[1] * 9, 2), b = OperationRunner.Values(s[4], 3);
            var node = new ConvolutionNode("y", "x", "w", "b", s[4], KernelSize: 3, Stride: 2, EndPadding: true);

            float[] y = OperationRunner.Run(
                TestDevices.Require(selector), OperationRunner.GraphOf(s[1], node), shape, x, new Dictionary<string, float[]> { ["w"] = w, ["b"] = b });

            double[] framed = Reference.Convolution(Framed(x, shape), shape with { H = s[2] + 2, W = s[3] + 2 }, w, b, s[4], 3, 2);
            Assert.True(RelativeError.L2(y, WithoutFirst(framed, (s[2] / 2) + 1, (s[3] / 2) + 1)) < 1e-6, $"{shape}");
        }
    }

    [Theory]
    [InlineData(3, 2, 5, 4)]
    [InlineData(3, 1, 4, 4)]
    [InlineData(1, 2, 4, 4)]
    public void InferShapes_WhereThePaddingHasNoMeaning_IsRefused(int kernelSize, int stride, int height, int width)
    {
        var graph = OperationRunner.GraphOf(8, new ConvolutionNode("y", "x", "w", "b", 8, kernelSize, stride, EndPadding: true));

        Assert.Throws<ArgumentException>(() => graph.InferShapes(new(1, 8, height, width)));
    }

    private static float[] Framed(float[] x, TensorShape s)
    {
        int height = s.H + 2, width = s.W + 2;
        float[] framed = new float[s.N * s.C * height * width];
        for (int i = 0; i < x.Length; i++)
        {
            int column = i % s.W, row = i / s.W % s.H, plane = i / (s.W * s.H);
            framed[(((plane * height) + row + 1) * width) + column + 1] = x[i];
        }

        return framed;
    }

    /// <summary>The planes without their first row and column.</summary>
    private static float[] WithoutFirst(double[] planes, int height, int width) =>
        [.. planes.Where((_, i) => i % width > 0 && i / width % height > 0).Select(value => (float)value)];
}

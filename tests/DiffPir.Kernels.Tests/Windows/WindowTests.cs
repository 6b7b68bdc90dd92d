using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Windows;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Windows;

/// <summary>Operations that move a window, against their plain definitions, for the sizes that classification networks use and odd ones.</summary>
public sealed class WindowTests
{
    public static TheoryData<string, int, int, int, int, int, int, int, int> Windows()
    {
        var data = new TheoryData<string, int, int, int, int, int, int, int, int>();
        foreach (string selector in TestDevices.All)
        {
            data.Add(selector, 3, 23, 31, 11, 11, 4, 2, 2);
            data.Add(selector, 64, 9, 7, 5, 5, 1, 2, 2);
            data.Add(selector, 19, 8, 9, 1, 7, 1, 0, 3);
            data.Add(selector, 32, 9, 8, 7, 1, 1, 3, 0);
            data.Add(selector, 17, 13, 10, 3, 3, 2, 0, 0);
            data.Add(selector, 5, 4, 6, 2, 3, 3, 1, 2);
            data.Add(selector, 16, 3, 3, 3, 3, 1, 1, 1);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void Convolution_OfGatheredWindows_IsThatOfThePlainDefinition(
        string selector, int channels, int height, int width, int rows, int columns, int stride, int top, int left)
    {
        const int outputs = 21;
        var (shape, window) = (new TensorShape(2, channels, height, width), new Window(rows, columns, stride, top, left));
        float[] x = OperationRunner.Values(shape.Elements, 1), weight = OperationRunner.Values(outputs * channels * window.Area, 2);
        float[] bias = OperationRunner.Values(outputs, 3);
        var graph = OperationRunner.GraphOf(
            channels, new GatherNode("windows", "x", window), new ConvolutionNode("y", "windows", "weight", "bias", outputs, KernelSize: 1));

        float[] y = OperationRunner.Run(
            TestDevices.Require(selector), graph, shape, x,
            new Dictionary<string, float[]> { ["weight"] = Gathered(weight, channels, window), ["bias"] = bias });

        double[] expected = Convolution(x, shape, weight, bias, outputs, window);
        Assert.Equal(expected.Length, y.Length);
        Assert.InRange(RelativeError.L2(y, [.. expected.Select(value => (float)value)]), 0, 2e-6);
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void Pool_CountsNothingBeyondTheEdges(
        string selector, int channels, int height, int width, int rows, int columns, int stride, int top, int left)
    {
        var (shape, window) = (new TensorShape(2, channels, height, width), new Window(rows, columns, stride, top, left));
        float[] x = [.. OperationRunner.Values(shape.Elements, 4).Select(value => value - 2)]; // below 0: what lies beyond must not win

        foreach (var pooling in Enum.GetValues<Pooling>())
        {
            float[] y = OperationRunner.Run(
                TestDevices.Require(selector), OperationRunner.GraphOf(channels, new PoolNode("y", "x", pooling, window)), shape, x,
                new Dictionary<string, float[]>());

            float[] expected = Pool(x, shape, pooling, window);
            Assert.Equal(expected.Length, y.Length);
            Assert.All(expected.Zip(y), pair => Assert.Equal(pair.First, pair.Second, pooling == Pooling.Max ? 0 : 1e-6f));
        }
    }

    [Theory]
    [InlineData(5, 5, 1, 0, 0, "moves a window of 5x5 over a map of 4x6")]
    [InlineData(3, 3, 0, 0, 0, "makes no sense")]
    [InlineData(3, 3, 1, 3, 0, "makes no sense")]
    public void Window_WithoutAPlace_IsRefused(int rows, int columns, int stride, int top, int left, string reason)
    {
        var graph = OperationRunner.GraphOf(3, new PoolNode("y", "x", Pooling.Max, new(rows, columns, stride, top, left)));

        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => graph.InferShapes(new(1, 3, 4, 6))).Message, StringComparison.Ordinal);
    }

    /// <summary>A weight [outputs, channels, rows, columns] in the order of gathered windows.</summary>
    private static float[] Gathered(float[] weight, int channels, Window window)
    {
        int stored = GatherNode.StoredChannels(channels), outputs = weight.Length / (channels * window.Area);
        float[] gathered = new float[outputs * window.Area * stored];
        for (int i = 0; i < weight.Length; i++)
        {
            int o = i / (channels * window.Area), c = i / window.Area % channels, pixel = i % window.Area;
            gathered[(((o * window.Area) + pixel) * stored) + c] = weight[i];
        }

        return gathered;
    }

    private static double[] Convolution(float[] x, TensorShape shape, float[] weight, float[] bias, int outputs, Window window) =>
        Slide(shape, window, outputs, (n, o, inside) =>
        {
            double sum = bias[o];
            foreach (var (row, column, pixel) in inside)
            {
                for (int c = 0; c < shape.C; c++)
                {
                    sum += (double)x[(((((n * shape.C) + c) * shape.H) + row) * shape.W) + column] * weight[(((o * shape.C) + c) * window.Area) + pixel];
                }
            }

            return sum;
        });

    private static float[] Pool(float[] x, TensorShape shape, Pooling pooling, Window window) =>
    [
        .. Slide(shape, window, shape.C, (n, c, inside) =>
        {
            var values = inside.Select(place => (double)x[(((((n * shape.C) + c) * shape.H) + place.Row) * shape.W) + place.Column]);
            return pooling == Pooling.Max ? values.Max() : values.Average();
        }).Select(value => (float)value),
    ];

    /// <summary>A value for each image, channel and place of the window, from the pixels of the window that lie inside the map.</summary>
    private static double[] Slide(
        TensorShape shape, Window window, int channels, Func<int, int, List<(int Row, int Column, int Pixel)>, double> value)
    {
        int places(int length, int side, int outside) => ((length + (2 * outside) - side) / window.Stride) + 1;
        int height = places(shape.H, window.Rows, window.Top), width = places(shape.W, window.Columns, window.Left);
        var y = new List<double>();
        for (int i = 0; i < shape.N * channels * height * width; i++)
        {
            int top = (i / width % height * window.Stride) - window.Top, left = (i % width * window.Stride) - window.Left;
            var inside = Enumerable.Range(0, window.Area)
                .Select(pixel => (Row: top + (pixel / window.Columns), Column: left + (pixel % window.Columns), Pixel: pixel))
                .Where(place => place.Row >= 0 && place.Row < shape.H && place.Column >= 0 && place.Column < shape.W).ToList();
            y.Add(value(i / (width * height * channels), i / (width * height) % channels, inside));
        }

        return [.. y];
    }
}

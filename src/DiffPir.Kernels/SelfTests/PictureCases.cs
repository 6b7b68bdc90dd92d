using DiffPir.Kernels.Elementwise;
using DiffPir.Kernels.RandomNumbers;
using DiffPir.Kernels.Resizing;

namespace DiffPir.Kernels.SelfTests;

/// <summary>What is done to pictures beside networks and transforms: noise, resizing, sums, limits, tiles.</summary>
internal static class PictureCases
{
    private const double Single = 1e-5;

    private static readonly TensorShape Shape = new(2, 3, 11, 13);

    /// <summary>All of them.</summary>
    public static IEnumerable<SelfTestCase> All { get; } =
    [
        new("random numbers", Single, Noise),
        new("resizing pictures", Single, Resize),
        new("sums and products of pictures", Single, Vectors),
        new("prediction of the clean picture", Single, Prediction),
        new("tiles", Single, Tiles),
    ];

    private static (double[] Actual, double[] Expected) Noise(ComputeDevice device)
    {
        var key = new NoiseKey(12345, 7, 3, 1);
        using var noise = device.Allocate(new(1, 3, 17, 19));
        NoiseOperations.Fill(device, noise, key);
        float[] expected = new float[noise.Shape.Elements];
        NoiseOperations.Fill(expected, key);
        return (Reference.Doubles(noise.Download()), Reference.Doubles(expected));
    }

    private static (double[] Actual, double[] Expected) Resize(ComputeDevice device)
    {
        ResizeTaps rows = ResizeTaps.Reduce(12, 3), columns = ResizeTaps.Reduce(18, 2);
        TensorShape large = new(1, 2, rows.InputLength, columns.InputLength), small = new(1, 2, rows.OutputLength, columns.OutputLength);
        float[] picture = OperationRunner.Values(large.Elements, 70);
        using var resizer = new ImageResizer(device, large.N, large.C, rows, columns);
        using Tensor source = OperationRunner.Upload(device, large, picture), target = device.Allocate(small);
        resizer.Run(source, target);
        double[] expected = new double[small.Elements];
        for (int i = 0; i < expected.Length; i++)
        {
            int plane = i / (small.H * small.W), row = i / small.W % small.H, column = i % small.W;
            for (int taps = 0; taps < rows.Count * columns.Count; taps++)
            {
                int r = (row * rows.Count) + (taps / columns.Count), c = (column * columns.Count) + (taps % columns.Count);
                expected[i] += (double)rows.Weights[r] * columns.Weights[c] * picture[(((plane * large.H) + rows.Indices[r]) * large.W) + columns.Indices[c]];
            }
        }

        return (Reference.Doubles(target.Download()), expected);
    }

    private static (double[] Actual, double[] Expected) Vectors(ComputeDevice device)
    {
        const double a = 1.5, b = -0.25;
        float[] first = OperationRunner.Values(Shape.Elements, 71), second = OperationRunner.Values(Shape.Elements, 72);
        using Tensor x = OperationRunner.Upload(device, Shape, first), y = OperationRunner.Upload(device, Shape, second), sum = device.Allocate(Shape);
        using var grey = device.Allocate(Shape with { C = 1 });
        VectorOperations.Combine(device, sum, a, x, b, y);
        VectorOperations.Multiply(device, sum, sum, y);
        VectorOperations.MeanOfChannels(device, sum, grey);
        double[] products = [.. first.Zip(second, static (u, v) => ((a * u) + (b * v)) * v)];
        int area = Shape.H * Shape.W;
        return (
            Reference.Doubles([.. sum.Download(), .. grey.Download()]),
            [.. products, .. Enumerable.Range(0, Shape.N * area)
                .Select(i => Enumerable.Range(0, Shape.C).Average(c => products[(((i / area * Shape.C) + c) * area) + (i % area)]))]);
    }

    /// <summary>clean = (x - noiseLevel * noise) / signalLevel within [-1, 1].</summary>
    private static (double[] Actual, double[] Expected) Prediction(ComputeDevice device)
    {
        const double signal = 0.6, level = 0.8;
        float[] noisy = OperationRunner.Values(Shape.Elements, 73), noise = OperationRunner.Values(Shape.Elements, 74);
        using Tensor x = OperationRunner.Upload(device, Shape, noisy), n = OperationRunner.Upload(device, Shape, noise), clean = device.Allocate(Shape);
        BlendOperations.PredictClean(device, clean, x, n, signal, level);
        return (Reference.Doubles(clean.Download()), [.. noisy.Zip(noise, static (v, e) => Math.Clamp((v - (level * e)) / signal, -1, 1))]);
    }

    private static (double[] Actual, double[] Expected) Tiles(ComputeDevice device)
    {
        const int top = 3, left = 5;
        var small = Shape with { H = 7, W = 6 };
        float[] picture = OperationRunner.Values(Shape.Elements, 75);
        using Tensor images = OperationRunner.Upload(device, Shape, picture), tile = device.Allocate(small);
        TileOperations.Cut(device, tile, images, top, left);
        return (
            Reference.Doubles(tile.Download()),
            [.. Enumerable.Range(0, (int)small.Elements).Select(i => (double)picture[
                (((i / (small.H * small.W) * Shape.H) + top + (i / small.W % small.H)) * Shape.W) + left + (i % small.W)])]);
    }
}

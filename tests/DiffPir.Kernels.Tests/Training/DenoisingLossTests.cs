using DiffPir.Kernels.Training;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests;

public sealed class DenoisingLossTests
{
    private const int Timesteps = 1000, Bins = 50, Depth = 10;

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Differentiate_OfWeightedImages_IsTheGradientOfTheWeightedMean(string selector)
    {
        var device = TestDevices.Require(selector);
        var shape = new TensorShape(2, 3, 5, 7);
        float[] y = Values(shape, 1), target = Values(shape, 2);
        using var loss = new DenoisingLoss(device, 2, Timesteps);
        using Tensor ty = OperationRunner.Upload(device, shape, y), tt = OperationRunner.Upload(device, shape, target), vector = device.Allocate(shape);
        using var drawn = OperationRunner.Upload(device, new(1, 1, 2, 2), [100, 900, 0.5f, 2]);

        using var factor = OperationRunner.Upload(device, new(1, 1, 1, 2), [4, 7]);

        loss.Differentiate(ty, tt, drawn, 0.25, factor, vector);

        // The two images are a quarter of a batch of eight; the factor is on the gradient alone.
        float[] found = vector.Download();
        double[] losses = new double[2];
        int elements = y.Length / 2;
        for (int i = 0; i < y.Length; i++)
        {
            double weight = i < elements ? 0.5 : 2, difference = y[i] - target[i];
            losses[i / elements] += difference * difference / elements;
            Assert.Equal(4 * 2 * weight * difference / (8 * elements), found[i], 4e-7);
        }

        Assert.Equal(((0.5 * losses[0]) + (2 * losses[1])) / 2, loss.TakeMean(), 1e-6);
        Assert.Equal(double.NaN, loss.TakeMean());
        Assert.Equal(losses, loss.Measure(ty, tt).ToArray(), static (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Shares_AreEvenUntilEveryPartHasBeenSeenOften_AndThenFollowTheLosses(string selector)
    {
        var device = TestDevices.Require(selector);
        using var loss = new DenoisingLoss(device, 1, Timesteps);
        float[] history = new float[DenoisingLoss.HistoryLength];
        for (int bin = 0; bin < Bins; bin++)
        {
            history.AsSpan(bin * Depth, Depth).Fill(bin == 3 ? 9 : 1);
            history[(Bins * Depth) + bin] = bin == 7 ? Depth - 1 : Depth;
        }

        loss.History.Upload(history);
        loss.MakeShares();
        Assert.All(Widths(loss), static width => Assert.Equal(1.0 / Bins, width, 1e-6));

        history[(Bins * Depth) + 7] = Depth;
        loss.History.Upload(history);
        loss.MakeShares();
        double[] widths = Widths(loss);
        Assert.Equal((0.999 * 9 / (9 + 49)) + (0.001 / Bins), widths[3], 1e-6);
        Assert.Equal((0.999 * 1 / (9 + 49)) + (0.001 / Bins), widths[7], 1e-6);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Fill_ByShares_DrawsLargeLossesMoreOftenAndWeighsThemLess(string selector)
    {
        var device = TestDevices.Require(selector);
        const int images = 100, side = 4;
        float[] shares = [.. Enumerable.Range(0, Bins + 1).Select(static bin => bin <= 25 ? 0.75f * bin / 25 : 0.75f + (0.25f * (bin - 25) / 25))];
        using var loss = new DenoisingLoss(device, images, Timesteps);
        loss.Shares.Upload(shares);
        using var batches = Batches(device);
        var shape = new TensorShape(images, 3, side, side);
        using Tensor x = device.Allocate(shape), noise = device.Allocate(shape), t = device.Allocate(new(1, 1, 1, images));
        using var drawn = device.Allocate(new(1, 1, 2, images));

        batches.Fill(new(new(1, 0, 0, 0), images, 0, 1) { Shares = loss.Shares }, 0, new(x, noise, t, drawn));

        float[] found = drawn.Download();
        Assert.Equal(75, found.Take(images).Count(static step => step < 500));
        for (int n = 0; n < images; n++)
        {
            Assert.Equal(found[n] < 500 ? 0.5 / 0.75 : 0.5 / 0.25, found[images + n], 1e-4);
        }

        Assert.Equal(found.Take(images), t.Download());
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Fill_InParts_GivesTheImagesOfTheWholeBatch(string selector)
    {
        var device = TestDevices.Require(selector);
        var draw = new BatchDraw(new(5, 0, 3, 0), 4, 0, 1) { EarlyTimesteps = 400 };
        using var batches = Batches(device);

        var whole = Make(device, batches, draw, 0, 4);
        var parts = new[] { Make(device, batches, draw, 0, 2), Make(device, batches, draw, 2, 2) };

        Assert.Equal(whole.X, parts.SelectMany(static part => part.X));
        Assert.Equal(whole.T, parts.SelectMany(static part => part.T));
    }

    private static (float[] X, float[] T) Make(ComputeDevice device, TrainingBatches batches, BatchDraw draw, int first, int images)
    {
        var shape = new TensorShape(images, 3, 4, 4);
        using Tensor x = device.Allocate(shape), noise = device.Allocate(shape), t = device.Allocate(new(1, 1, 1, images));
        using var drawn = device.Allocate(new(1, 1, 2, images));
        batches.Fill(draw, first, new(x, noise, t, drawn));
        return (x.Download(), t.Download());
    }

    private static TrainingBatches Batches(ComputeDevice device) => new(
        device, [([.. Enumerable.Range(0, 3 * 9 * 8).Select(static i => (byte)i)], 9, 8)], [.. Enumerable.Repeat(0.5f, Timesteps)],
        [.. Enumerable.Repeat(0.5f, Timesteps)]);

    private static double[] Widths(DenoisingLoss loss)
    {
        float[] shares = loss.Shares.Download();
        return [.. shares.Skip(1).Zip(shares, static (end, begin) => (double)end - begin)];
    }

    private static float[] Values(TensorShape shape, int seed) =>
        [.. Enumerable.Range(0, (int)shape.Elements).Select(i => MathF.Sin((seed * 0.7f * i) + seed))];
}

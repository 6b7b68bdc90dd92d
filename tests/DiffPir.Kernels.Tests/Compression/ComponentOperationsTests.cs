using DiffPir.Kernels.Compression;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Compression;

public sealed class ComponentOperationsTests
{
    private static readonly TensorShape Canvas = new(1, 3, 21, 70);
    private static readonly ColourWeights Weights = new(0.5f, -0.25f, 2);

    /// <summary>Steps and phases, of a picture of 19 rows and 66 columns.</summary>
    public static TheoryData<string, int, int, int, int> Shapes => Combine([(1, 1, 0, 0), (2, 2, 0, 0), (2, 1, 13, 6), (4, 2, 3, 15)]);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Read_OfAnyResolution_IsTheMeanOfThePixelsWithTheEdgesRepeated(string selector, int rowStep, int columnStep, int rowPhase, int columnPhase)
    {
        var device = TestDevices.Require(selector);
        var shape = Shape(rowStep, columnStep, rowPhase, columnPhase);
        using var canvas = device.Allocate(Canvas);
        using var plane = device.Allocate(new(1, 1, shape.Rows, shape.Columns));
        float[] pixels = Pixels();
        canvas.Upload(pixels);

        ComponentOperations.Read(device, canvas, plane, shape, Weights, 3);

        float[] read = plane.Download();
        for (int i = 0; i < read.Length; i++)
        {
            var covered =
                from y in Enumerable.Range((i / shape.Columns * rowStep) - rowPhase, rowStep)
                from x in Enumerable.Range((i % shape.Columns * columnStep) - columnPhase, columnStep)
                select Colour(pixels, Math.Clamp(y, 0, shape.Height - 1), Math.Clamp(x, 0, shape.Width - 1));
            Assert.Equal(3 + covered.Average(static c => (0.5 * c.Red) - (0.25 * c.Green) + (2 * c.Blue)), read[i], 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Add_OfAnyResolution_GivesEachPixelItsElementAndLeavesTheRestAlone(string selector, int rowStep, int columnStep, int rowPhase, int columnPhase)
    {
        var device = TestDevices.Require(selector);
        var shape = Shape(rowStep, columnStep, rowPhase, columnPhase);
        using var canvas = device.Allocate(Canvas);
        using var plane = device.Allocate(new(1, 1, shape.Rows, shape.Columns));
        float[] pixels = Pixels(), elements = [.. Enumerable.Range(0, shape.Rows * shape.Columns).Select(static i => (float)i)];
        canvas.Upload(pixels);
        plane.Upload(elements);

        ComponentOperations.Add(device, canvas, plane, shape, Weights);

        float[] sums = canvas.Download(), weights = [0.5f, -0.25f, 2];
        for (int i = 0; i < sums.Length; i++)
        {
            int c = i / (Canvas.H * Canvas.W), y = i / Canvas.W % Canvas.H, x = i % Canvas.W;
            float added = y < shape.Height && x < shape.Width
                ? weights[c] * elements[((y + rowPhase) / rowStep * shape.Columns) + ((x + columnPhase) / columnStep)]
                : 0;
            Assert.Equal(pixels[i] + added, sums[i], 1e-3);
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void ToInterval_BelowWithinAndAbove_IsTheWayToTheNearestBound(string selector)
    {
        float[] moved = Run(selector, [-9, 4, 5, 6, 20], [5, 5, 5, 5, 5], [2, 2, 2, 2, 2], ComponentOperations.ToInterval);

        Assert.Equal([12, 0, 0, 0, -13], moved);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void ToMeanOfInterval_FromEverywhere_IsTheMeanOfTheDistributionThatIsCutOff(string selector)
    {
        (float Value, float Centre, float Reach)[] cases =
        [
            .. from reach in new[] { 0.05f, 0.5f, 2, 8, 40, 1e6f }
               from value in new[] { -60f, -8, -1.5f, 0, 0.3f, 7, 55 }
               select (value, 1f, reach),
        ];
        float[] moved = Run(
            selector, [.. cases.Select(static c => c.Value)], [.. cases.Select(static c => c.Centre)], [.. cases.Select(static c => c.Reach)],
            static (device, values, centre, reach) => ComponentOperations.ToMeanOfInterval(device, values, centre, reach, 3));

        Assert.All(cases.Zip(moved), pair =>
        {
            var (value, centre, reach) = pair.First;
            Assert.Equal(MeanOf(value, centre - reach, centre + reach, 3), value + pair.Second, 0.02);
        });
    }

    [Fact]
    public void Operations_ShapesThatDoNotFit_AreArgumentErrors()
    {
        var device = TestDevices.Require("cpu");
        var shape = Shape(2, 2, 0, 0);
        using var canvas = device.Allocate(Canvas);
        using var plane = device.Allocate(new(1, 1, shape.Rows, shape.Columns));
        using var small = device.Allocate(new(1, 1, 8, 8));

        Assert.Throws<ArgumentException>(() => ComponentOperations.Read(device, canvas, small, shape, Weights, 0));
        Assert.Throws<ArgumentException>(() => ComponentOperations.Add(device, canvas, plane, shape with { Height = 22 }, Weights));
        Assert.Throws<ArgumentException>(() => ComponentOperations.Add(device, canvas, plane, shape with { ColumnPhase = 40 }, Weights));
        Assert.Throws<ArgumentException>(() => ComponentOperations.ToInterval(device, plane, plane, small));
        Assert.Throws<ArgumentException>(() => ComponentOperations.ToMeanOfInterval(device, plane, small, plane, 1));
    }

    /// <summary>By Simpson's rule over the part of the interval where the density is not negligible against its largest value there.</summary>
    private static double MeanOf(double value, double low, double high, double sigma)
    {
        const int parts = 20_000;
        double peak = Math.Clamp(value, low, high), from = Math.Max(low, peak - (12 * sigma)), to = Math.Min(high, peak + (12 * sigma));
        double mass = 0, moment = 0, atPeak = (peak - value) / sigma;
        for (int i = 0; i <= parts; i++)
        {
            double x = from + ((to - from) * i / parts), z = (x - value) / sigma;
            double weight = (i is 0 or parts ? 1 : i % 2 == 0 ? 2 : 4) * Math.Exp(-((z * z) - (atPeak * atPeak)) / 2);
            mass += weight;
            moment += weight * x;
        }

        return moment / mass;
    }

    private static float[] Run(string selector, float[] values, float[] centre, float[] reach, Action<ComputeDevice, Tensor, Tensor, Tensor> operation)
    {
        var device = TestDevices.Require(selector);
        var shape = new TensorShape(1, 1, 1, values.Length);
        using Tensor x = device.Allocate(shape), middle = device.Allocate(shape), radius = device.Allocate(shape);
        x.Upload(values);
        middle.Upload(centre);
        radius.Upload(reach);
        operation(device, x, middle, radius);
        return x.Download();
    }

    private static float[] Pixels() => [.. Enumerable.Range(0, (int)Canvas.Elements).Select(static i => (i * 6151L % 201 / 100f) - 1)];

    private static (float Red, float Green, float Blue) Colour(float[] pixels, int y, int x)
    {
        int plane = Canvas.H * Canvas.W, at = (y * Canvas.W) + x;
        return (pixels[at], pixels[at + plane], pixels[at + (2 * plane)]);
    }

    private static ComponentPlane Shape(int rowStep, int columnStep, int rowPhase, int columnPhase)
    {
        const int height = 19, width = 66;
        return new(
            Canvas.H, Canvas.W, height, width, Blocks(height + rowPhase, rowStep), Blocks(width + columnPhase, columnStep), rowStep, columnStep, rowPhase,
            columnPhase);
    }

    private static int Blocks(int pixels, int step) => (pixels + (8 * step) - 1) / (8 * step) * 8;

    private static TheoryData<string, int, int, int, int> Combine((int, int, int, int)[] shapes)
    {
        var data = new TheoryData<string, int, int, int, int>();
        foreach (var row in TestDevices.All)
        {
            foreach (var (rowStep, columnStep, rowPhase, columnPhase) in shapes)
            {
                data.Add(row.Data, rowStep, columnStep, rowPhase, columnPhase);
            }
        }

        return data;
    }
}

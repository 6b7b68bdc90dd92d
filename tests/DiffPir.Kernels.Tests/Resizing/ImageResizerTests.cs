using DiffPir.Kernels.Resizing;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Resizing;

public sealed class ImageResizerTests
{
    private static readonly float[] Line = [0.1f, 0.5f, 0.9f, 0.3f, 0.7f, 0.2f, 0.8f, 0.4f];

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Run_ReducingALine_GivesTheWorkedExamples(string selector)
    {
        var device = TestDevices.Require(selector);
        AssertLine(device, ResizeTaps.Reduce(8, 2), [0.32656250f, 0.63515625f, 0.45859375f, 0.52968750f]);
        AssertLine(device, ResizeTaps.Reduce(8, 4), [0.45698242f, 0.51801758f]);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Run_EnlargingALine_GivesTheWorkedExample(string selector) => AssertLine(
        TestDevices.Require(selector), ResizeTaps.Enlarge(8, 2, -0.5),
        [
            0.0578125f, 0.1765625f, 0.3671875f, 0.65390625f, 0.88671875f, 0.7921875f, 0.4078125f, 0.34492188f,
            0.64101563f, 0.6078125f, 0.2640625f, 0.29726563f, 0.68867188f, 0.77265625f, 0.51171875f, 0.3578125f,
        ]);

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Run_AveragingALine_GoesOnMirrored(string selector)
    {
        var device = TestDevices.Require(selector);
        AssertLine(device, ResizeTaps.Average(8, 2, 6), [0.3f, 0.6f, 0.45f, 0.6f, 0.6f, 0.45f]);
        AssertLine(device, ResizeTaps.Average(8, 3, 3), [0.5f, 0.4f, 1.6f / 3]);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Run_EnlargingALineToLess_IsItsBeginning(string selector)
    {
        var device = TestDevices.Require(selector);
        AssertLine(device, ResizeTaps.Enlarge(8, 2, -0.5, 5), [0.0578125f, 0.1765625f, 0.3671875f, 0.65390625f, 0.88671875f]);
        Assert.Throws<ArgumentOutOfRangeException>(() => ResizeTaps.Enlarge(8, 2, -0.5, 17));
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Run_ReducingAPicture_GivesTheWorkedExample(string selector)
    {
        var device = TestDevices.Require(selector);
        var taps = ResizeTaps.Reduce(8, 4);
        float[] picture = [.. Enumerable.Range(0, 64).Select(i => 37 * i % 64 / 64f)];
        float[] expected = [0.46731520f, 0.50448656f, 0.50512743f, 0.49182078f];
        Assert.True(RelativeError.MaxAbsolute(Run(device, taps, taps, 1, picture), expected) < 1e-6);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Run_OnASolidColour_KeepsIt(string selector)
    {
        var device = TestDevices.Require(selector);
        foreach (var (rows, columns) in new[]
            { (ResizeTaps.Reduce(9, 3), ResizeTaps.Reduce(6, 3)), (ResizeTaps.Enlarge(3, 5, 0.25), ResizeTaps.Enlarge(1, 5, -2)) })
        {
            float[] solid = [.. Enumerable.Repeat(0.625f, 2 * rows.InputLength * columns.InputLength)];
            Assert.All(Run(device, rows, columns, 2, solid), value => Assert.Equal(0.625f, value, 1e-6f));
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Run_IntoALargerTensor_WritesItsTopLeftPartOnly(string selector)
    {
        var device = TestDevices.Require(selector);
        using var resizer = new ImageResizer(device, 1, 2, ResizeTaps.Reduce(4, 2), ResizeTaps.Reduce(6, 2));
        using var source = device.Allocate(new(1, 2, 5, 8));
        using var target = device.Allocate(new(1, 2, 4, 4));
        source.Upload(HostNoise.Of(80));
        target.Upload([.. Enumerable.Repeat(9f, 32)]);
        resizer.Run(source, target);
        var written = target.Download().Select((value, i) => (Inside: i % 16 / 4 < 2 && i % 4 < 3, Kept: value == 9f));
        Assert.All(written, pixel => Assert.NotEqual(pixel.Inside, pixel.Kept));
    }

    [Fact]
    public void Reduce_ByOneToSixteen_HasNormalisedSymmetricTaps()
    {
        foreach (int scale in Enumerable.Range(1, 16))
        {
            var taps = ResizeTaps.Reduce(scale * 20, scale);
            float[] middle = taps.Weights.Slice(10 * taps.Count, taps.Count).ToArray();
            Assert.Equal(1, middle.Sum(weight => (double)weight), 1e-6);
            double centre = Enumerable.Range(0, taps.Count).Sum(k => (double)taps.Weights[(10 * taps.Count) + k] * taps.Indices[(10 * taps.Count) + k]);
            Assert.Equal((10.5 * scale) - 0.5, centre, 1e-4);
        }
    }

    private static void AssertLine(ComputeDevice device, ResizeTaps taps, float[] expected)
    {
        var single = ResizeTaps.Reduce(1, 1);
        Assert.True(RelativeError.MaxAbsolute(Run(device, single, taps, 1, Line), expected) < 1e-6, "along columns");
        Assert.True(RelativeError.MaxAbsolute(Run(device, taps, single, 1, Line), expected) < 1e-6, "along rows");
    }

    private static float[] Run(ComputeDevice device, ResizeTaps rows, ResizeTaps columns, int channels, float[] picture)
    {
        using var resizer = new ImageResizer(device, 1, channels, rows, columns);
        using var source = device.Allocate(new(1, channels, rows.InputLength, columns.InputLength));
        using var target = device.Allocate(new(1, channels, rows.OutputLength, columns.OutputLength));
        source.Upload(picture);
        resizer.Run(source, target);
        return target.Download();
    }
}

using DiffPir.Kernels;
using DiffPir.Kernels.Compression;
using DiffPir.Sampler.Estimation;
using DiffPir.Sampler.Tests.Estimation;

namespace DiffPir.Sampler.Tests.Compression;

public sealed class JpegIntervalsTests
{
    private const int Height = 52, Width = 83;

    public static TheoryData<int, int, int, int> Codings => new()
    {
        { 1, 1, 0, 0 }, { 2, 2, 0, 0 }, { 1, 2, 0, 0 }, { 2, 2, 12, 13 }, { 2, 1, 4, 5 },
    };

    [Theory]
    [MemberData(nameof(Codings))]
    public void Of_ADecodedPicture_HoldTheCoefficientsOfTheOneThatWasCompressed(int rowStep, int columnStep, int rowPhase, int columnPhase)
    {
        var coding = Coding(30, rowStep, columnStep, rowPhase, columnPhase);
        var clean = TestImages.Scene(Height, Width);
        var decoded = Scenes.EightBits(new JpegCompression(coding).Degrade(clean, 0, 0));

        foreach (var component in JpegComponent.Of(coding))
        {
            var intervals = JpegIntervals.Of(decoded, coding, component);
            float[] truth = Coefficients(clean, coding, component);

            Assert.Contains(intervals.Reach, static reach => reach < JpegIntervals.Anywhere);
            Assert.All(truth.Zip(intervals.Centre, intervals.Reach), one => Assert.InRange(one.First, one.Second - one.Third, one.Second + one.Third));
        }
    }

    [Fact]
    public void Of_AnInterpolatedColourDifference_FindsTheMultiplesAllTheSame()
    {
        var coding = Coding(30, 2, 2, 0, 0);
        var clean = TestImages.Scene(64, 96);
        var repeated = new JpegCompression(coding).Degrade(clean, 0, 0);
        var interpolated = Scenes.EightBits(Interpolated(repeated));

        foreach (var component in JpegComponent.Of(coding))
        {
            var expected = JpegIntervals.Of(Scenes.EightBits(repeated), coding, component);
            var found = JpegIntervals.Of(interpolated, coding, component);

            Assert.Equal(expected.Centre, found.Centre);
            Assert.Equal(expected.Reach, found.Reach);
        }
    }

    [Fact]
    public void Of_APictureThatWasNeverCompressed_KnowNothing()
    {
        var coding = Coding(30, 1, 1, 0, 0);

        var intervals = JpegIntervals.Of(Scenes.EightBits(TestImages.Scene(Height, Width)), coding, JpegComponent.Of(coding)[0]);

        Assert.All(intervals.Reach, static reach => Assert.Equal(JpegIntervals.Anywhere, reach));
    }

    [Fact]
    public void Of_BlocksWithClippedPixels_AllowTheNextMultiplesToo()
    {
        var coding = Coding(30, 1, 1, 0, 0);
        var clean = TestImages.Scene(64, 64);
        var decoded = Scenes.EightBits(new JpegCompression(coding).Degrade(clean, 0, 0));
        decoded[1, 3, 12] = 1;

        float[] reach = JpegIntervals.Of(decoded, coding, JpegComponent.Of(coding)[0]).Reach;

        int step = coding.Tables.Luminance[0];
        Assert.Equal((0.5f * step) + 0.5f, reach[0]);
        Assert.Equal((1.5f * step) + 0.5f, reach[8]);
    }

    private static JpegCoding Coding(int quality, int rowStep, int columnStep, int rowPhase, int columnPhase) => new(JpegTables.Standard(quality))
    {
        RowStep = rowStep, ColumnStep = columnStep, RowPhase = rowPhase, ColumnPhase = columnPhase,
    };

    private static float[] Coefficients(PlanarImage picture, JpegCoding coding, JpegComponent component)
    {
        var plane = component.On(coding, new TensorShape(1, 3, picture.Height, picture.Width), picture.Height, picture.Width);
        float[] values = ComponentSamples.Read(picture, component, plane), coefficients = new float[values.Length], block = new float[64];
        for (int top = 0; top < plane.Rows; top += BlockCosine.Side)
        {
            for (int left = 0; left < plane.Columns; left += BlockCosine.Side)
            {
                CosineTransform.Forward(values.AsSpan((top * plane.Columns) + left), plane.Columns, block);
                for (int i = 0; i < block.Length; i++)
                {
                    coefficients[((top + (i / 8)) * plane.Columns) + left + (i % 8)] = block[i];
                }
            }
        }

        return coefficients;
    }

    /// <summary>The picture with its colour differences interpolated by three quarters and a quarter, as decoders do.</summary>
    private static PlanarImage Interpolated(PlanarImage picture)
    {
        var result = new PlanarImage(3, picture.Height, picture.Width);
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                double cb = 0, cr = 0;
                foreach (var (row, rowWeight) in Neighbours(y, picture.Height))
                {
                    foreach (var (column, columnWeight) in Neighbours(x, picture.Width))
                    {
                        double luma = Luma(picture, row, column);
                        cb += rowWeight * columnWeight * (picture[2, row, column] - luma) / 1.772;
                        cr += rowWeight * columnWeight * (picture[0, row, column] - luma) / 1.402;
                    }
                }

                double own = Luma(picture, y, x);
                result[0, y, x] = (float)(own + (1.402 * cr));
                result[1, y, x] = (float)(own - (0.344136 * cb) - (0.714136 * cr));
                result[2, y, x] = (float)(own + (1.772 * cb));
            }
        }

        return result;
    }

    private static (int Index, double Weight)[] Neighbours(int index, int length)
    {
        int other = index % 2 == 0 ? Math.Max(index - 2, 0) : Math.Min(index + 2, length - 1);
        return [(index, 0.75), (other, 0.25)];
    }

    private static double Luma(PlanarImage p, int y, int x) => (0.299 * p[0, y, x]) + (0.587 * p[1, y, x]) + (0.114 * p[2, y, x]);
}

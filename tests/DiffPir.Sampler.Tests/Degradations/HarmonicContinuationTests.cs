namespace DiffPir.Sampler.Tests.Degradations;

public sealed class HarmonicContinuationTests
{
    [Theory]
    [InlineData(1, 37, 53)]
    [InlineData(3, 64, 64)]
    [InlineData(1, 1, 40)]
    public void Fill_OfAHoleInARamp_ContinuesTheRamp(int channels, int height, int width)
    {
        var ramp = Picture(channels, height, width, static (c, row, column) => 0.1f + (0.004f * row) + (0.006f * column) + (0.05f * c));
        bool[] known = Known(height, width, (row, column) => column < 12 || column > 28 || (height > 1 && (row == 0 || row == height - 1)));
        var picture = Spoiled(ramp, known);

        HarmonicContinuation.Fill(picture, known);

        for (int i = 0; i < ramp.Data.Length; i++)
        {
            Assert.InRange(picture.Data[i] - ramp.Data[i], -0.01f, 0.01f);
        }
    }

    [Theory]
    [InlineData(41, 67)]
    [InlineData(32, 32)]
    public void Fill_OfAHole_GivesTheMeansOfNeighbours(int height, int width)
    {
        var scene = TestImages.Waves(3, height, width);
        bool[] known = Known(height, width, (row, column) => row < 9 || row > 22 || column < 7 || column > 25);
        var picture = Spoiled(scene, known);

        HarmonicContinuation.Fill(picture, known);

        for (int c = 0; c < picture.Channels; c++)
        {
            for (int i = 0; i < known.Length; i++)
            {
                float value = picture.Plane(c)[i];
                if (known[i])
                {
                    Assert.Equal(scene.Plane(c)[i], value);
                }
                else
                {
                    float mean = (picture.Plane(c)[i - 1] + picture.Plane(c)[i + 1] + picture.Plane(c)[i - width] + picture.Plane(c)[i + width]) / 4;
                    Assert.InRange(value - mean, -2e-3f, 2e-3f);
                }
            }
        }
    }

    [Fact]
    public void Fill_WhereNothingIsKnown_IsMidGrey()
    {
        var picture = TestImages.Waves(3, 9, 14);

        HarmonicContinuation.Fill(picture, new bool[9 * 14]);

        Assert.All(picture.Data, static value => Assert.Equal(0.5f, value));
    }

    [Fact]
    public void Fill_WhereEverythingIsKnown_ChangesNothing()
    {
        var (picture, known) = (TestImages.Waves(1, 9, 14), Known(9, 14, static (_, _) => true));

        HarmonicContinuation.Fill(picture, known);

        Assert.Equal(TestImages.Waves(1, 9, 14).Data, picture.Data);
    }

    private static PlanarImage Picture(int channels, int height, int width, Func<int, int, int, float> value)
    {
        var picture = new PlanarImage(channels, height, width);
        for (int i = 0; i < picture.Data.Length; i++)
        {
            picture.Data[i] = value(i / (height * width), i / width % height, i % width);
        }

        return picture;
    }

    private static bool[] Known(int height, int width, Func<int, int, bool> isKnown) =>
        [.. Enumerable.Range(0, height * width).Select(i => isKnown(i / width, i % width))];

    /// <summary>With values in the holes that nothing may come to depend on.</summary>
    private static PlanarImage Spoiled(PlanarImage scene, bool[] known) => new(
        scene.Channels, scene.Height, scene.Width, [.. scene.Data.Select((value, i) => known[i % known.Length] ? value : 77f)]);
}

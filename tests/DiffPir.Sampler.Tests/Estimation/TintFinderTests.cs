using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler.Tests.Estimation;

public sealed class TintFinderTests
{
    private const double Level = 12;

    [Fact]
    public void Find_OfASepiaPrint_GivesBackItsColoursOfItsTone()
    {
        var print = Scenes.SepiaPrint(Noisy(Scenes.Discs(128)));

        var tint = TintFinder.Find(print, null);

        Assert.NotNull(tint);
        Assert.InRange(RootMeanSquare(print, tint.Apply(tint.Tone)), 0, 0.4);
    }

    [Fact]
    public void Find_OfASepiaPrint_GivesItsToneTheNoiseOfTheChannels()
    {
        var print = Scenes.SepiaPrint(Noisy(Scenes.Discs(128)));

        var tone = TintFinder.Find(print, null)!.Tone;

        double level = NoiseEstimator.Estimate(print).Level;
        Assert.InRange(NoiseEstimator.Estimate(tone).Level, 0.95 * level, 1.05 * level);
        Assert.All(tone.Data, value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void Find_OfASepiaPrint_FindsTheColoursOfACleanOne()
    {
        var scene = Scenes.Discs(128);
        var (noisy, clean) = (Scenes.SepiaPrint(Noisy(scene)), Scenes.SepiaPrint(scene));

        var tint = TintFinder.Find(noisy, null)!;

        // Values of the clean print are the same functions of the clean tone as those of the noisy one of the noisy tone.
        float[] scale = [.. Enumerable.Range(0, clean.Data.Length / 3).Select(i => MeanAt(clean, i))];
        double contrast = (tint.Tone.Data[1] - tint.Tone.Data[0]) / (MeanAt(noisy, 1) - MeanAt(noisy, 0));
        var tone = new PlanarImage(1, 128, 128, [.. scale.Select(mean => (float)(tint.Tone.Data[0] + (contrast * (mean - MeanAt(noisy, 0)))))]);
        Assert.InRange(RootMeanSquare(clean, tint.Apply(tone)), 0, 0.5);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(Level, 1)]
    [InlineData(Level, 2)]
    public void Find_OfASepiaPrintThatWasCompressed_FindsItsTintWhereThereIsNoiseToRemove(double level, int colourStep)
    {
        var print = Compressed(Scenes.SepiaPrint(Noisy(Scenes.Discs(128), level)), colourStep);

        Assert.Equal(level > 0, TintFinder.Find(print, null) is not null);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(Level)]
    public void Find_OfFaintColoursInASepiaPrint_IsNull(double level)
    {
        var faintColours = Scenes.SepiaPrint(Scenes.EightBits(Scenes.Clouds(128)));
        for (int i = 0; i < 128 * 128; i++)
        {
            faintColours.Data[i] += 8 / 255f * MathF.Sin(i % 128 / 9f);
        }

        Assert.Null(TintFinder.Find(Scenes.EightBits(new Denoising().Degrade(faintColours, level, 1)), null));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Level)]
    public void Find_OfAPictureOfColours_IsNull(double level) =>
        Assert.Null(TintFinder.Find(Scenes.EightBits(new Denoising().Degrade(TestImages.Scene(128, 128), level, 1)), null));

    [Fact]
    public void Find_OfWhatIsGrey_IsNull() => Assert.Null(TintFinder.Find(Noisy(Scenes.Discs(64)).RepeatChannel(3), null));

    [Fact]
    public void Find_OfOneShade_IsNull() =>
        Assert.Null(TintFinder.Find(new PlanarImage(3, 32, 32, [.. Enumerable.Range(0, 3 * 32 * 32).Select(static i => (i / 1024) / 4f)]), null));

    [Fact]
    public void Find_LooksAtKnownPixelsOnly()
    {
        var print = Scenes.SepiaPrint(Noisy(Scenes.Discs(128)));
        var hole = PixelMask.Box(128, 128, 40, 40, 3);
        for (int i = 0; i < 128 * 128; i++)
        {
            if (!hole.Known[i])
            {
                (print.Data[i], print.Data[i + (128 * 128)], print.Data[i + (2 * 128 * 128)]) = (1, 0, i % 2);
            }
        }

        Assert.Null(TintFinder.Find(print, null));
        Assert.NotNull(TintFinder.Find(print, hole));
    }

    private static PlanarImage Noisy(PlanarImage grey, double level = Level) => Scenes.EightBits(new Denoising().Degrade(grey, level, 1));

    private static PlanarImage Compressed(PlanarImage picture, int colourStep) => Scenes.EightBits(
        new JpegCompression(new(JpegTables.Standard(90)) { RowStep = colourStep, ColumnStep = colourStep }).Degrade(picture, 0, 1));

    private static float MeanAt(PlanarImage picture, int pixel) =>
        (picture.Data[pixel] + picture.Data[pixel + (picture.Data.Length / 3)] + picture.Data[pixel + (2 * picture.Data.Length / 3)]) / 3;

    private static double RootMeanSquare(PlanarImage a, PlanarImage b) =>
        255 * Math.Sqrt(a.Data.Zip(b.Data).Average(static pair => Math.Pow(pair.First - pair.Second, 2)));
}

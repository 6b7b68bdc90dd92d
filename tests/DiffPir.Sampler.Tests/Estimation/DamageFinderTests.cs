using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler.Tests.Estimation;

public sealed class DamageFinderTests
{
    private const int Side = 200;

    [Theory]
    [InlineData(0.97f)]
    [InlineData(0.02f)]
    public void Find_ScratchAndSpeckOnWaves_MarksThemAndLittleElse(float shade)
    {
        var waves = TestImages.Waves(3, Side, Side);
        var picture = new PlanarImage(3, Side, Side, [.. waves.Data.Select(static v => 0.15f + (0.7f * v))]); // no wave is as bright, or as dark
        bool[] drawn = new bool[Side * Side];
        void Draw(int y, int x)
        {
            drawn[(y * Side) + x] = true;
            for (int c = 0; c < 3; c++)
            {
                picture[c, y, x] = shade;
            }
        }

        for (int y = 20; y < 150; y++)
        {
            Draw(y, 60 + (y / 4));
            Draw(y, 61 + (y / 4));
        }

        foreach (int i in Enumerable.Range(0, 9))
        {
            Draw(150 + (i / 3), 30 + (i % 3));
        }

        var mask = DamageFinder.Find(picture)!;

        Assert.All(Enumerable.Range(0, drawn.Length).Where(i => drawn[i]), i => Assert.False(mask.Known[i]));
        Assert.InRange(mask.Known.Length - mask.KnownCount, drawn.Count(static d => d), 3 * drawn.Count(static d => d));
    }

    [Fact]
    public void Find_FaintScratchOnPaleTintedPrint_IsMeasuredByThePrintsOwnTone()
    {
        var waves = TestImages.Waves(1, Side, Side);
        var picture = new PlanarImage(3, Side, Side);
        float[] tint = [0.9f, 0.75f, 0.55f];
        for (int i = 0; i < picture.Data.Length; i++)
        {
            int y = i / Side % Side, x = i % Side;
            float level = 0.3f + (0.2f * waves[0, y, x]) + (x == 100 && y is > 20 and < 180 ? 0.3f : 0);
            picture.Data[i] = tint[i / (Side * Side)] * level;
        }

        var mask = DamageFinder.Find(picture)!;

        Assert.False(mask[100, 100]);
        Assert.InRange(mask.Known.Length - mask.KnownCount, 159, 4 * 159);
    }

    [Fact]
    public void Find_ColouredOrBroadThings_AreTheScene()
    {
        var picture = TestImages.Waves(3, Side, Side);
        for (int y = 20; y < 180; y++)
        {
            picture[0, y, 50] = 1; // a red line
            (picture[1, y, 50], picture[2, y, 50]) = (0.1f, 0.1f);
            for (int x = 100; x < 130; x++)
            {
                (picture[0, y, x], picture[1, y, x], picture[2, y, x]) = (0.97f, 0.97f, 0.97f); // a white wall
            }
        }

        Assert.Null(DamageFinder.Find(picture));
        Assert.Equal(0, DamageFinder.Share(picture));
    }

    [Fact]
    public void Find_GreyPicture_IsLookedAtAsWell()
    {
        var picture = TestImages.Waves(1, Side, Side);
        for (int y = 20; y < 150; y++)
        {
            picture[0, y, 70] = 1;
        }

        Assert.False(DamageFinder.Find(picture)![80, 70]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)] // farther than the plane reaches
    public void Morphology_IsItsDefinition(int radius)
    {
        const int Rows = 13, Columns = 17;
        float[] plane = TestImages.Noise(1, Rows, Columns, 1).Data;
        float[] largest = Morphology.Dilate(plane, Rows, Columns, radius), smallest = Morphology.Erode(plane, Rows, Columns, radius);
        float[] mean = Morphology.Mean(plane, Rows, Columns, radius);

        for (int i = 0; i < plane.Length; i++)
        {
            float[] around = [.. plane.Where((_, j) => Math.Abs((j / Columns) - (i / Columns)) <= radius && Math.Abs((j % Columns) - (i % Columns)) <= radius)];
            Assert.Equal(around.Max(), largest[i]);
            Assert.Equal(around.Min(), smallest[i]);
            Assert.Equal(around.Average(), mean[i], 1e-5f);
        }
    }
}

using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler.Tests.Estimation;

public sealed class DiagnosisTests
{
    [Fact]
    public void Of_BlurredNoisyClippedScene_NamesAllThree()
    {
        var scene = Scenes.Discs(260);
        scene.Data.AsSpan(0, 260 * 26).Fill(1);
        var spoilt = new Deblurring(BlurShapes.Disk(4)).Degrade(scene, 4, 1).Crop(8, 8, 244, 244);

        var found = Diagnosis.Of(Scenes.EightBits(spoilt), null);

        Assert.True(found.IsBlurred);
        Assert.True(found.IsNoisy);
        Assert.Equal(BlurFamily.Disk, found.Blur.Family);
        Assert.InRange(found.Noise.Level, 3.4, 4.6);
        Assert.InRange(found.Clipped, 0.02, 0.09);
        Assert.Null(found.Jpeg);
        Assert.Null(found.EnlargedBy);
    }

    [Fact]
    public void Of_CleanScene_FindsNothing()
    {
        var found = Diagnosis.Of(Scenes.EightBits(Scenes.Discs(256)), null);

        Assert.False(found.IsBlurred);
        Assert.False(found.IsNoisy);
        Assert.Equal(0, found.Clipped);
    }

    [Theory]
    [InlineData(2, 128)]
    [InlineData(3, 128)]
    [InlineData(4, 128)]
    [InlineData(2, 400)] // of so many lines only some are looked at
    [InlineData(3, 350)]
    public void Enlargement_OfALinearlyEnlargedScene_IsFound(int factor, int side)
    {
        var small = Scenes.Discs(side);
        int last = side - 1;
        var large = new PlanarImage(1, (last * factor) + 1, (last * factor) + 1);
        for (int y = 0; y < large.Height; y++)
        {
            for (int x = 0; x < large.Width; x++)
            {
                int row = Math.Min(y / factor, last - 1), column = Math.Min(x / factor, last - 1);
                float down = (y / (float)factor) - row, right = (x / (float)factor) - column;
                large[0, y, x] = ((1 - down) * (((1 - right) * small[0, row, column]) + (right * small[0, row, column + 1])))
                    + (down * (((1 - right) * small[0, row + 1, column]) + (right * small[0, row + 1, column + 1])));
            }
        }

        Assert.Equal(factor, EnlargementEstimator.Estimate(Scenes.EightBits(large), null));
        Assert.Equal(factor == 4 ? null : factor, EnlargementEstimator.Estimate(Scenes.EightBits(large), JpegTables.Standard(90)));
        Assert.Null(EnlargementEstimator.Estimate(Scenes.EightBits(small), null));
    }
}

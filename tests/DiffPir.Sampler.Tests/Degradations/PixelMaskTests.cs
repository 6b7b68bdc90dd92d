namespace DiffPir.Sampler.Tests.Degradations;

public sealed class PixelMaskTests
{
    [Fact]
    public void Box_OfPublishedSize_StaysInsideTheMargin()
    {
        foreach (ulong seed in Enumerable.Range(0, 50).Select(i => (ulong)i))
        {
            var mask = PixelMask.Box(256, 256, 128, 128, seed);
            Assert.Equal((256 * 256) - (128 * 128), mask.KnownCount);
            int first = mask.Known.IndexOf(false), last = mask.Known.LastIndexOf(false);
            Assert.InRange(first / 256, 16, 111);
            Assert.InRange(first % 256, 16, 111);
            Assert.Equal((first / 256) + 127, last / 256);
            Assert.Equal((first % 256) + 127, last % 256);
        }
    }

    [Theory]
    [InlineData(40, 40)]
    [InlineData(1, 40)]
    [InlineData(30, 10)]
    public void Box_WithoutRoomForTheMargin_IsPlacedAllTheSame(int boxHeight, int boxWidth) =>
        Assert.Equal(1600 - (boxHeight * boxWidth), PixelMask.Box(40, 40, boxHeight, boxWidth, 3).KnownCount);

    [Fact]
    public void Random_RemovesExactlyTheFractionAndSpreadsIt()
    {
        var mask = PixelMask.Random(256, 256, 0.5, 1);
        Assert.Equal(32768, mask.KnownCount);
        int upper = 0;
        for (int i = 0; i < 32768; i++)
        {
            upper += mask.Known[i] ? 1 : 0;
        }

        Assert.InRange(upper, 16384 - 500, 16384 + 500);
        Assert.NotEqual(mask.Known.ToArray(), PixelMask.Random(256, 256, 0.5, 2).Known.ToArray());
        Assert.Equal(0, PixelMask.Random(5, 5, 1, 2).KnownCount);
        Assert.Equal(25, PixelMask.Random(5, 5, 0, 2).KnownCount);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    [InlineData(0.92)]
    [InlineData(0.97)]
    public void IsScattered_WhereKnownPixelsLieBetween_IsTrue(double removed) =>
        Assert.True(PixelMask.Random(64, 48, removed, 1).IsScattered);

    [Fact]
    public void IsScattered_OfHoles_IsFalse()
    {
        Assert.False(PixelMask.Box(40, 50, 12, 9, 1).IsScattered);
        Assert.False(PixelMask.Random(20, 20, 1, 1).IsScattered);
        Assert.True(PixelMask.Box(40, 50, 6, 40, 1).IsScattered);
        Assert.False(PixelMask.Box(40, 50, 7, 40, 1).IsScattered);
        Assert.False(PixelMask.Box(64, 64, 62, 62, 1).IsScattered);
    }

    [Fact]
    public void Constructors_OfImpossibleMasks_Refuse()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PixelMask.Box(10, 10, 11, 2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PixelMask.Random(10, 10, 1.01, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PixelMask.Random(10, 10, double.NaN, 0));
        Assert.Throws<ArgumentException>(() => new PixelMask(2, 2, new bool[3]));
    }
}

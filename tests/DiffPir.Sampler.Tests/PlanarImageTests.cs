namespace DiffPir.Sampler.Tests;

public sealed class PlanarImageTests
{
    [Fact]
    public void PadReflect_ThenCrop_GivesTheImageBack()
    {
        var image = TestImages.Noise(2, 3, 5, 1);
        var padded = image.PadReflect(7, 2, 1, 12);
        Assert.Equal((11, 19), (padded.Height, padded.Width));
        Assert.Equal(image.Data, padded.Crop(7, 2, 3, 5).Data);
        Assert.Equal(image[1, 0, 0], padded[1, 6, 1]);
        Assert.Equal(image[1, 2, 4], padded[1, 10, 7]);
        Assert.Equal(image[0, 1, 1], padded[0, 2, 0]);
    }

    [Fact]
    public void Constructor_OfAnArrayOfAnotherLength_SaysWhatItExpected()
    {
        var error = Assert.Throws<ArgumentException>(() => new PlanarImage(3, 2, 2, new float[11]));
        Assert.Contains("12 values", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 4, 4)]
    [InlineData(-3, -4, 4)]
    [InlineData(3, 65536, 65536)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue)]
    public void Constructor_OfSizesThatCannotBe_IsAnArgumentError(int channels, int height, int width) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PlanarImage(channels, height, width));

    [Fact]
    public void Crop_BeyondTheImage_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PlanarImage(1, 4, 4).Crop(2, 0, 3, 4));
}

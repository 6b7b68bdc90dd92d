using DiffPir.Cli.Images;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Images;

public sealed class ImageRoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.png", 3, 8, false)]
    [InlineData("a.png", 3, 8, true)]
    [InlineData("a.png", 1, 8, false)]
    [InlineData("a.png", 1, 8, true)]
    [InlineData("a.png", 3, 16, false)]
    [InlineData("a.png", 3, 16, true)]
    [InlineData("a.png", 1, 16, true)]
    [InlineData("a.tif", 3, 8, true)]
    [InlineData("a.tiff", 3, 16, false)]
    [InlineData("a.TIFF", 1, 16, true)]
    [InlineData("a.webp", 3, 8, false)]
    [InlineData("a.webp", 3, 8, true)]
    public void Lossless_format_brings_back_every_level_depth_and_alpha(string name, int channels, int bits, bool alpha)
    {
        var original = Pictures.Gradient(channels, 13, 17, bits, alpha);

        var loaded = ImageReader.Load(original.SaveTo(_folder.File(name)), 1000);

        Assert.Equal(bits, loaded.BitsPerChannel);
        Assert.Equal((channels, 13, 17), (loaded.Pixels.Channels, loaded.Pixels.Height, loaded.Pixels.Width));
        if (alpha && name.EndsWith(".webp", StringComparison.Ordinal))
        {
            // WebP may change the colour of pixels that nobody can see.
            Assert.Equal(original.Alpha, loaded.Alpha);
            return;
        }

        Assert.Equal(original.Pixels.Data, loaded.Pixels.Data);
        Assert.Equal(original.Alpha, loaded.Alpha);
    }

    [Fact]
    public void Jpeg_comes_back_nearly_the_same()
    {
        float[] data = new float[3 * 32 * 32];
        Array.Fill(data, 0.25f, 0, 1024);
        Array.Fill(data, 0.75f, 1024, 2048);
        var original = Pictures.Gradient(3, 32, 32) with { Pixels = new(3, 32, 32, data) };

        var loaded = ImageReader.Load(original.SaveTo(_folder.File("a.jpg")), 10_000);

        Assert.All(loaded.Pixels.Data.Zip(data), static pair => Assert.Equal(pair.Second, pair.First, 0.02f));
    }

    [Fact]
    public void Sixteen_bits_become_eight_where_the_format_holds_no_more()
    {
        var loaded = ImageReader.Load(Pictures.Gradient(3, 8, 8, bits: 16).SaveTo(_folder.File("a.webp")), 1000);

        Assert.Equal(8, loaded.BitsPerChannel);
    }

    [Fact]
    public void Values_outside_the_range_are_clamped()
    {
        var original = Pictures.Gradient(1, 1, 3) with { Pixels = new(1, 1, 3, [-0.5f, 0.5f, 7f]) };

        var loaded = ImageReader.Load(original.SaveTo(_folder.File("a.png")), 1000);

        Assert.Equal([0f, 128 / 255f, 1f], loaded.Pixels.Data);
    }

    [Fact]
    public void Alpha_follows_a_new_size_and_stays_flat_where_it_was_flat()
    {
        var small = Pictures.Gradient(3, 6, 8) with { Alpha = [.. Enumerable.Repeat(0.5f, 48)] };

        var large = small.WithPixels(new(3, 24, 32, new float[3 * 24 * 32]));

        Assert.Equal(24 * 32, large.Alpha!.Length);
        Assert.All(large.Alpha, static value => Assert.Equal(0.5f, value, 1e-5f));
    }
}

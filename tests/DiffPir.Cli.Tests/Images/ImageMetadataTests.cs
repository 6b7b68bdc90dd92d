using DiffPir.Cli.Images;
using DiffPir.Testing;
using NetVips;

namespace DiffPir.Cli.Tests.Images;

public sealed class ImageMetadataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Resolution_that_cannot_be_is_dropped_without_a_word_of_the_library()
    {
        var run = ProgramRun.OfShell(
            "\"$@\"", "degrade", RepositoryPaths.Fixture("photographs/odd-resolution.png"), "-o", _folder.File("out.png"), "--task", "denoise", "--noise", "5");

        Assert.Equal((0, ""), (run.Code, run.Error));
    }

    /// <summary>Every EXIF orientation shows the same picture: one bright pixel in the corner where the camera's "up" puts it.</summary>
    [Theory]
    [InlineData(1, 0, 0, 3, 2)]
    [InlineData(2, 0, 2, 3, 2)]
    [InlineData(3, 1, 2, 3, 2)]
    [InlineData(4, 1, 0, 3, 2)]
    [InlineData(5, 0, 0, 2, 3)]
    [InlineData(6, 0, 1, 2, 3)]
    [InlineData(7, 2, 1, 2, 3)]
    [InlineData(8, 2, 0, 2, 3)]
    public void Exif_orientation_is_applied_on_load_and_not_written_again(int orientation, int row, int column, int width, int height)
    {
        string path = _folder.File("turned.png");
        byte[] pixels = [255, 0, 0, 0, 0, 0];
        using (var raw = Image.NewFromMemory(pixels, 3, 2, 1, Enums.BandFormat.Uchar))
        using (var tagged = raw.Mutate(image => image.Set(GValue.GIntType, "orientation", orientation)))
        {
            tagged.WriteToFile(path);
        }

        var loaded = ImageReader.Load(path, 1000);
        var again = ImageReader.Load(loaded.SaveTo(_folder.File("again.png")), 1000);

        Assert.Equal((height, width), (loaded.Pixels.Height, loaded.Pixels.Width));
        Assert.Equal((row * width) + column, Array.IndexOf(loaded.Pixels.Data, 1f));
        Assert.Equal(loaded.Pixels.Data, again.Pixels.Data);
        Assert.Equal((height, width), (again.Pixels.Height, again.Pixels.Width));
    }

    [Theory]
    [InlineData("p.png", true)]
    [InlineData("p.jpg", true)]
    [InlineData("p.webp", true)]
    [InlineData("p.tif", false)]
    public void Colour_profile_and_exif_survive(string name, bool holdsExif)
    {
        string source = _folder.File("source.jpg");
        using (var black = Image.Black(8, 8, 3))
        using (var srgb = black.Copy(interpretation: Enums.Interpretation.Srgb))
        using (var converted = srgb.IccTransform("p3", inputProfile: "srgb"))
        using (var tagged = converted.Mutate(static image => image.Set(GValue.GStrType, "exif-ifd0-Artist", "Ada Lovelace")))
        {
            tagged.WriteToFile(source);
        }

        var loaded = ImageReader.Load(source, 1000);
        var again = ImageReader.Load(loaded.SaveTo(_folder.File(name)), 1000);

        Assert.NotNull(loaded.Metadata.IccProfile);
        Assert.Equal(loaded.Metadata.IccProfile, again.Metadata.IccProfile);
        using var written = Image.NewFromFile(_folder.File(name));
        Assert.Equal(holdsExif, written.Contains("exif-ifd0-Artist"));
        if (holdsExif)
        {
            Assert.Contains("Ada Lovelace", (string)written.Get("exif-ifd0-Artist"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Ink_colours_become_srgb()
    {
        string path = _folder.File("ink.jpg");
        using (var black = Image.Black(8, 8, 4))
        using (var ink = black.Copy(interpretation: Enums.Interpretation.Cmyk))
        {
            ink.WriteToFile(path);
        }

        var loaded = ImageReader.Load(path, 1000);

        Assert.Equal(3, loaded.Pixels.Channels);
        Assert.All(loaded.Pixels.Data, static value => Assert.True(value > 0.9f, "no ink is white paper"));
    }
}

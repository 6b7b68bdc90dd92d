using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Testing;
using NetVips;

namespace DiffPir.Cli.Tests.Images;

/// <summary>Picture files as cameras, telephones and programs write them.</summary>
public sealed class PictureFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Jpeg_with_a_gain_map_is_read_as_a_jpeg_and_says_what_is_left_out()
    {
        var photograph = Load(RepositoryPaths.Fixture("photographs/gain-map.jpg"));

        Assert.InRange(ImageMetrics.Psnr(Load(RepositoryPaths.Fixture("photographs/truth.png")).Pixels, photograph.Pixels), 23, 60);
        Assert.Equal(["its gain map (for displays of high dynamic range) and the XMP block that describes it are left out"], photograph.Remarks);
        Assert.Null(photograph.Metadata.Xmp);
        Assert.NotNull(photograph.Metadata.IccProfile);
        Assert.True(photograph.IsLossy);
    }

    [Fact]
    public void Bitmap_is_read_pixel_by_pixel()
    {
        // The bitmap and the GIF show the same 48 x 48 pixels, the latter with a palette of at most 256 colours.
        var (bitmap, gif) = (Load(RepositoryPaths.Fixture("photographs/x.bmp")), Load(RepositoryPaths.Fixture("photographs/x.gif")));

        Assert.Equal((3, 48, 48), (bitmap.Pixels.Channels, bitmap.Pixels.Height, bitmap.Pixels.Width));
        Assert.Equal((0x54 / 255f, 0x1F / 255f), (bitmap.Pixels[0, 47, 1], bitmap.Pixels[1, 47, 1]));
        Assert.InRange(ImageMetrics.Psnr(bitmap.Pixels, gif.Pixels), 25, 60);
        Assert.False(bitmap.IsLossy);
        Assert.Empty(bitmap.Remarks);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void Bitmap_with_a_palette_is_read_from_the_top_or_the_bottom_row(int bits)
    {
        byte[] palette = [0, 0, 255, 0, 0, 255, 0, 0]; // red, green
        byte[] rows = [.. Row(bits, [0, 1, 1]), .. Row(bits, [1, 0, 0])];

        var down = Load(Write("down.bmp", Bitmap(3, -2, bits, 0, 2, palette, rows)));
        var up = Load(Write("up.bmp", Bitmap(3, 2, bits, 0, 2, palette, rows)));

        Assert.Equal([1, 0, 0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0], down.Pixels.Data);
        Assert.Equal([0, 1, 1, 1, 0, 0], up.Pixels.Data[..6]);
    }

    [Fact]
    public void Bitmap_with_a_grey_palette_is_grey()
    {
        byte[] palette = [10, 10, 10, 0, 255, 255, 255, 0];

        var photograph = Load(Write("g.bmp", Bitmap(2, -1, 8, 0, 2, palette, [0, 1, 0, 0])));

        Assert.True(photograph.IsGrey);
        Assert.Equal([10 / 255f, 1], photograph.Pixels.Data);
    }

    [Fact]
    public void Bitmap_of_16_and_32_bits_is_read_through_its_masks()
    {
        var five = Load(Write("555.bmp", Bitmap(2, -1, 16, 0, 0, [], [0x00, 0x7C, 0x1F, 0x00])));
        byte[] masks = [0, 0xF8, 0, 0, 0xE0, 7, 0, 0, 0x1F, 0, 0, 0];
        var six = Load(Write("565.bmp", Bitmap(2, -1, 16, 3, 0, masks, [0xE0, 0x07, 0x00, 0x80])));
        var plain = Load(Write("32.bmp", Bitmap(1, -1, 32, 0, 0, [], [1, 2, 3, 0])));

        Assert.Equal([1, 0, 0, 0, 0, 1], five.Pixels.Data);
        Assert.Equal([0, 131 / 255f, 1, 0, 0, 0], six.Pixels.Data);
        Assert.Equal([3 / 255f, 2 / 255f, 1 / 255f], plain.Pixels.Data);
        Assert.Null(plain.Alpha);
    }

    [Fact]
    public void Bitmap_with_opacity_keeps_it()
    {
        // The header of version 4 has the masks inside of it.
        byte[] header = [0, 0, 0xFF, 0, 0, 0xFF, 0, 0, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, .. new byte[52]];

        var photograph = Load(Write("a.bmp", Bitmap(1, -1, 32, 3, 0, header, [1, 2, 3, 51], headerLength: 108)));

        Assert.Equal(0.2f, Assert.Single(photograph.Alpha!));
        Assert.Equal([3 / 255f, 2 / 255f, 1 / 255f], photograph.Pixels.Data);
    }

    [Theory]
    [InlineData(3, 2, 8, 1, "compression 1; save it uncompressed")]
    [InlineData(0, 2, 24, 0, "the sides or the depth in its header make no sense")]
    [InlineData(3, 2, 7, 0, "the sides or the depth in its header make no sense")]
    [InlineData(30, 20, 24, 0, "damaged or cut off")]
    [InlineData(2147483647, 2147483647, 24, 0, "the limit is 100,000")]
    [InlineData(2, 2, 16, 3, "the masks of its colours make no sense")]
    [InlineData(2, 2, 1, 0, "damaged")]
    public void Bitmap_that_is_wrong_says_so(int width, int height, int bits, int compression, string reason) =>
        Refused(Write("bad.bmp", Bitmap(width, height, bits, compression, bits == 1 ? 9 : 0, [], new byte[64])), reason);

    [Fact]
    public void Avif_is_read()
    {
        using var truth = Image.NewFromFile(RepositoryPaths.Fixture("photographs/truth.png"));
        File.WriteAllBytes(_folder.File("a.avif"), truth.HeifsaveBuffer(lossless: true, compression: Enums.ForeignHeifCompression.Av1));

        var photograph = Load(_folder.File("a.avif"));

        Assert.InRange(ImageMetrics.Psnr(Load(RepositoryPaths.Fixture("photographs/truth.png")).Pixels, photograph.Pixels), 40, double.PositiveInfinity);
        Assert.True(photograph.IsLossy);
    }

    [Theory]
    [InlineData("a.gif")]
    [InlineData("a.tif")]
    [InlineData("a.webp")]
    [InlineData("a.png")]
    public void Of_several_frames_the_first_is_read_and_the_others_are_counted(string name)
    {
        using var first = Image.NewFromFile(RepositoryPaths.Fixture("photographs/truth.png"));
        using var second = first.Invert();
        using var both = Image.Arrayjoin([first, second], across: 1);
        File.WriteAllBytes(_folder.File(name), Path.GetExtension(name) switch
        {
            ".gif" => both.GifsaveBuffer(pageHeight: first.Height),
            ".tif" => both.TiffsaveBuffer(pageHeight: first.Height),
            ".webp" => both.WebpsaveBuffer(pageHeight: first.Height),
            _ => WithAnimationChunk(first.PngsaveBuffer()),
        });

        var photograph = Load(_folder.File(name));

        Assert.Equal(["it holds 2 pictures (frames or pages); only the first one is read"], photograph.Remarks);
        Assert.Equal(first.Height, photograph.Pixels.Height);
        Assert.InRange(ImageMetrics.Psnr(Load(RepositoryPaths.Fixture("photographs/truth.png")).Pixels, photograph.Pixels), 25, double.PositiveInfinity);
    }

    [Fact]
    public void Lab_tiff_is_called_lab()
    {
        using var truth = Image.NewFromFile(RepositoryPaths.Fixture("photographs/truth.png"));
        using var lab = truth.Colourspace(Enums.Interpretation.Labs);
        lab.WriteToFile(_folder.File("lab.tif"));

        Refused(_folder.File("lab.tif"), "its colours are CIELAB (Lab); convert it to grey or RGB");
    }

    [Theory]
    [InlineData("heic", "mif1")]
    [InlineData("mif1", "heic")]
    public void Heic_is_called_heic_and_how_to_convert_it_is_said(string major, string other)
    {
        byte[] file = [0, 0, 0, 24, .. "ftyp"u8, .. System.Text.Encoding.ASCII.GetBytes(major), 0, 0, 0, 0, .. System.Text.Encoding.ASCII.GetBytes(other),
            .. "miaf"u8, .. new byte[200]];

        Refused(Write("a.jpg", file), "it is a HEIC picture, whose compression (HEVC) DiffPir does not read; convert it to JPEG or PNG");
    }

    private static Photograph Load(string path) => ImageReader.Load(path, 100_000);

    private static void Refused(string path, string reason) =>
        Refusal.Of(() => Load(path), ExitCode.UnreadableInput, reason);

    /// <summary>Indices packed from the highest bit, padded to four bytes.</summary>
    private static byte[] Row(int bits, int[] indices)
    {
        byte[] row = new byte[4];
        for (int i = 0; i < indices.Length; i++)
        {
            row[i * bits / 8] |= (byte)(indices[i] << (8 - bits - (i * bits % 8)));
        }

        return row;
    }

    private static byte[] Bitmap(int width, int height, int bits, int compression, int colours, byte[] tables, byte[] pixels, int headerLength = 40)
    {
        int start = 14 + 40 + tables.Length;
        return
        [
            .. "BM"u8, .. BitConverter.GetBytes(start + pixels.Length), 0, 0, 0, 0, .. BitConverter.GetBytes(start),
            .. BitConverter.GetBytes(headerLength), .. BitConverter.GetBytes(width), .. BitConverter.GetBytes(height), 1, 0, (byte)bits, 0,
            .. BitConverter.GetBytes(compression), .. new byte[12], .. BitConverter.GetBytes(colours), 0, 0, 0, 0, .. tables, .. pixels,
        ];
    }

    /// <summary>The chunk acTL (two frames) behind the header; readers that know no animations skip it.</summary>
    private static byte[] WithAnimationChunk(byte[] png)
    {
        byte[] chunk = [0, 0, 0, 8, .. "acTL"u8, 0, 0, 0, 2, 0, 0, 0, 0, 0xF3, 0x8D, 0x93, 0x70];
        return [.. png[..33], .. chunk, .. png[33..]];
    }

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(_folder.File(name), bytes);
        return _folder.File(name);
    }
}

using System.Text;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Testing;
using NetVips;

namespace DiffPir.Cli.Tests.Images;

public sealed class ImageReaderRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Missing_file_says_so() => Refused(_folder.File("none.png"), "there is no such file");

    [Fact]
    public void Folder_says_so() => Refused(_folder.Path, "it is a folder");

    [Fact]
    public void Empty_file_says_so() => Refused(Write("empty.png", []), "it is empty");

    [Fact]
    public void Text_is_no_picture() =>
        Refused(Write("text.png", Encoding.ASCII.GetBytes("hello, world, this is no picture")), "not a PNG, JPEG, WebP, TIFF, AVIF, GIF or BMP picture");

    [Fact]
    public void Vector_graphics_are_refused() =>
        Refused(Write("a.svg", Encoding.ASCII.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>")), "not a PNG");

    [Theory]
    [InlineData("a.png")]
    [InlineData("a.jpg")]
    [InlineData("a.webp")]
    [InlineData("a.tif")]
    public void File_cut_off_anywhere_is_refused(string name)
    {
        byte[] whole = File.ReadAllBytes(Pictures.Gradient(3, 64, 64).SaveTo(_folder.File(name)));
        foreach (int keep in (int[])[whole.Length / 2, whole.Length * 9 / 10])
        {
            var error = Assert.Throws<CliException>(() => ImageReader.Load(Write("cut-" + name, whole[..keep]), 10_000));

            Assert.Equal(ExitCode.UnreadableInput, error.Code);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void Every_beginning_of_a_png_is_refused_cleanly()
    {
        byte[] whole = File.ReadAllBytes(Pictures.Gradient(3, 9, 9).SaveTo(_folder.File("a.png")));
        for (int keep = 1; keep < whole.Length - 12; keep += 7)
        {
            string path = Write("cut.png", whole[..keep]);
            Assert.Equal(ExitCode.UnreadableInput, Assert.Throws<CliException>(() => ImageReader.Load(path, 10_000)).Code);
        }
    }

    [Fact]
    public void Picture_above_the_pixel_limit_is_refused_from_its_header()
    {
        // The header promises 40000 x 40000 pixels; no data follow, so decoding could only fail differently.
        string header = Pictures.Gradient(1, 2, 2).SaveTo(_folder.File("a.png"));
        byte[] bytes = File.ReadAllBytes(header);
        byte[] side = [0, 0, 0x9C, 0x40];
        side.CopyTo(bytes, 16);
        side.CopyTo(bytes, 20);
        BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(Crc32(bytes.AsSpan(12, 17)))).CopyTo(bytes, 29);

        Refused(Write("huge.png", bytes), "40000 x 40000 = 1,600,000,000 pixels and the limit is 1,000,000; make it smaller or raise --max-pixels");
    }

    [Fact]
    public void Floating_point_tiff_is_refused()
    {
        string path = _folder.File("f.tif");
        using (var black = Image.Black(4, 4))
        using (var real = black.Cast(Enums.BandFormat.Float))
        {
            real.WriteToFile(path);
        }

        Refused(path, "convert it to 8 or 16 bits");
    }

    [Fact]
    public void Name_with_brackets_is_only_a_name()
    {
        // libvips itself would take what is in brackets for options.
        var loaded = ImageReader.Load(Pictures.Gradient(3, 4, 4).SaveTo(_folder.File("a[page=7].png")), 1000);

        Assert.Equal(4, loaded.Pixels.Width);
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = 0xFFFFFFFFu;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
            }
        }

        return ~crc;
    }

    private static void Refused(string path, string reason) =>
        Refusal.Of(() => ImageReader.Load(path, 1_000_000), ExitCode.UnreadableInput, $"cannot read '{path}'", reason);

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(_folder.File(name), bytes);
        return _folder.File(name);
    }
}

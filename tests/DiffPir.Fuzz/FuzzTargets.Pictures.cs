using System.Text;
using DiffPir.Cli.Files;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Jobs;
using DiffPir.Sampler;

namespace DiffPir.Fuzz;

/// <summary>The readers of pictures, and of what their files say beside the pixels.</summary>
public static partial class FuzzTargets
{
    private const int MostPixels = 10_000;

    private static readonly RestorationRecord SmallRecord =
        new("1.0.0+abc", "task: denoise\nnoise: 10\nmodel: builtin\noptions:\n  steps: 2\n", 7, new('a', 64), 0.98, "opencl:0 (a processor)");

    private static readonly byte[][] PngTokens =
        Texts("tEXtDiffPir\0", "iTXtXML:com.adobe.xmp\0\0\0\0\0", "iTXtXML:com.adobe.xmp\0\u0001", "zTXt", "IDAT", "IEND", "\"version\":", "\"job\":",
            "\0\0\0\0");

    private static readonly byte[][] XmpTokens = Texts(
        "<rdf:RDF>", "</rdf:RDF>", "<rdf:Description rdf:about=\"\" xmlns:diffpir=\"urn:diffpir:record:1\">", "<diffpir:record>", "</diffpir:record>",
        "</rdf:Description>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "&#x41;", "<![CDATA[", "]]>", "<!--", "-->", "<?xpacket end=\"w\"?>");

    private static readonly byte[][] JpegTokens =
        [[0xFF, 0xD8], [0xFF, 0xDB, 0, 67, 0], [0xFF, 0xDB, 0, 132], [0xFF, 0xC0, 0, 17, 8], [0xFF, 0xC2], [0xFF, 0xE1], [0xFF, 0xDA],
            [0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0], .. Texts("Exif\0\0II*\0\u0008\0\0\0", "Exif\0\0MM\0*\0\0\0\u0008")];

    private static byte[][] PictureTokens =>
        [.. JpegTokens, .. BmpTokens, .. Texts("RIFF", "WEBPVP8L", "GIF89a", "II*\0", "MM\0*", "ftypavif", "acTL"), [0x01, 0x01, 3, 0], [0x53, 0x01, 3, 0]];

    private static FuzzTarget[] Pictures(string fixtures)
    {
        ImageFormat[] formats = [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP, ImageFormat.Tiff];
        byte[][] written = [.. formats.SelectMany(
            format => new[] { ImageWriter.Encode(SmallPhotograph(3, 8), format), ImageWriter.Encode(SmallPhotograph(1, 16), format) })];
        byte[][] photographs = [.. written, .. Files(fixtures, "photographs", "*.gif"), .. Files(fixtures, "photographs", "*.jpg"),
            .. Files(fixtures, "masks", "*.png")];
        byte[][] kernels = [.. Files(fixtures, "kernels", "*.tif"), .. Files(fixtures, "kernels", "*.png"), .. written];
        byte[] record = Encoding.ASCII.GetBytes(SmallRecord.ToText());
        byte[] withText = PngText.Add(written[0], EmbeddedRecord.Keyword, SmallRecord.ToText());
        return
        [
            new("picture", photographs, PictureTokens, ReadPicture) { IsRefusal = IsUnreadable },
            new("kernel-picture", kernels, PictureTokens, ReadKernelPicture) { IsRefusal = IsUnreadable },
            new("jpeg-header", [.. written.Where(file => file[0] == 0xFF), .. Files(fixtures, "photographs", "*.jpg")], JpegTokens,
                ReadJpegHeader) { IsRefusal = IsUnreadable },
            new("record-png", [withText, ImageWriter.Encode(SmallPhotograph(1, 8) with { Record = SmallRecord.ToText() }, ImageFormat.Png)],
                [.. PngTokens, .. JsonTokens], ReadPngRecord) { IsRefusal = IsRefusedJob },
            new("record-xmp", [XmpPacket.With(null, SmallRecord.ToText())!], XmpTokens, ReadXmpRecord) { IsRefusal = IsRefusedJob },
            new("record", [record], [.. JsonTokens, .. YamlTokens], input => ReadRecord(Encoding.UTF8.GetString(input))) { IsRefusal = IsRefusedJob },
        ];
    }

    private static Photograph SmallPhotograph(int channels, int bits)
    {
        const int side = 20;
        float[] pixels = [.. Enumerable.Range(0, channels * side * side).Select(i => i * 37 % 101 / 100f)];
        return new(new PlanarImage(channels, side, side, pixels), null, bits, ImageMetadata.None);
    }

    private static string ReadPicture(byte[] input)
    {
        var photograph = ImageReader.Decode("a", input, MostPixels);
        return $"{photograph.Pixels.Channels} of {photograph.Pixels.Height} x {photograph.Pixels.Width}, {photograph.BitsPerChannel} bits, {photograph.Remarks.Count} remarks, {photograph.Metadata.Exif?.Length}";
    }

    private static string ReadKernelPicture(byte[] input)
    {
        var pixels = ImageReader.DecodeValues("k", input, MostPixels);
        return $"{pixels.Channels} of {pixels.Height} x {pixels.Width}, mean {KernelFile.GreyOf(pixels).Average():F1}";
    }

    private static string ReadJpegHeader(byte[] input)
    {
        var coding = JpegHeader.TryRead(input) ?? throw InputFile.Unreadable("a.jpg", "no header");
        return $"steps {coding.Tables.Luminance.Sum()}, {coding.IsGrey}, {coding.RowStep} x {coding.ColumnStep}, {coding.RowPhase}, {coding.ColumnPhase}";
    }

    private static string ReadPngRecord(byte[] input)
    {
        if (PngText.Find(PngText.Drop(input), EmbeddedRecord.Keyword) is not null)
        {
            throw new InvalidDataException("a comment is left");
        }

        return ReadRecord(PngText.Find(input, EmbeddedRecord.Keyword) ?? throw InputFile.Unreadable("a.png", "no record"));
    }

    private static string ReadXmpRecord(byte[] input)
    {
        string record = XmpPacket.Find(input) ?? throw InputFile.Unreadable("a.jpg", "no record");
        _ = XmpPacket.With(input, SmallRecord.ToText());
        return ReadRecord(record);
    }

    private static string ReadRecord(string text)
    {
        var record = RestorationRecord.Parse("a", text);
        return $"{ReadJob(record.Job)} {record.Version} {record.ResidualRatio} {record.Device}";
    }

    private static bool IsRefusedJob(Exception error) => error is CliException or SamplerException;
}

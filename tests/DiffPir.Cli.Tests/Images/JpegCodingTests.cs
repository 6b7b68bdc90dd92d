using System.Buffers.Binary;
using DiffPir.Cli.Diagnosing;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Restoring;
using DiffPir.Sampler;
using DiffPir.Testing;
using NetVips;

namespace DiffPir.Cli.Tests.Images;

/// <summary>How JPEG files were made, from what stands in them and from the pixels that a decoder gives.</summary>
public sealed class JpegCodingTests
{
    [Theory]
    [InlineData(75, "auto", 2)]
    [InlineData(75, "off", 1)]
    [InlineData(92, "auto", 1)]
    public void TryRead_FilesOfEitherResolution_FindsIt(int quality, string subsample, int step)
    {
        var coding = JpegHeader.TryRead(Compressed(64, 48, quality, subsample));

        Assert.NotNull(coding);
        Assert.Equal((step, step, false, 0, 0), (coding.RowStep, coding.ColumnStep, coding.IsGrey, coding.RowPhase, coding.ColumnPhase));
    }

    [Theory]
    [InlineData(2, 0, 3)]
    [InlineData(3, 9, 3)]
    [InlineData(4, 9, 0)]
    [InlineData(5, 0, 0)]
    [InlineData(6, 0, 9)]
    [InlineData(7, 3, 9)]
    [InlineData(8, 3, 0)]
    public void TryRead_PhotographOfATurnedCamera_TellsWhereTheBlocksBegin(int orientation, int rowPhase, int columnPhase)
    {
        // 45 columns and 39 rows as stored: 3 columns are missing from whole blocks of 16, and 9 rows.
        var coding = JpegHeader.TryRead(Turned(Compressed(45, 39, 60, "auto"), orientation));

        Assert.NotNull(coding);
        Assert.Equal((rowPhase, columnPhase), (coding.RowPhase, coding.ColumnPhase));
    }

    [Theory]
    [InlineData(1, 64, 48, 30, "auto")]
    [InlineData(1, 93, 71, 30, "auto")]
    [InlineData(1, 93, 71, 80, "off")]
    [InlineData(6, 93, 71, 30, "auto")]
    [InlineData(3, 93, 71, 50, "auto")]
    [InlineData(1, 64, 72, 50, "off")]
    [InlineData(1, 93, 71, 50, "off")]
    [InlineData(8, 64, 72, 50, "off")]
    [InlineData(8, 200, 200, 50, "off")]
    public void Of_DecodedFiles_CoefficientsOfAllComponentsLieOnTheirSteps(int orientation, int width, int height, int quality, string subsample)
    {
        byte[] file = Turned(Compressed(width, height, quality, subsample), orientation);
        var photograph = ImageReader.Decode("a.jpg", file, ImageLimits.DefaultMaxPixels);
        var coding = new PhotographTraces(file, photograph).Coding!;

        Assert.True(new JpegCompression(coding).IsShownBy(photograph.Pixels));
        Assert.All(new JpegCompression(coding).AgreementWith(photograph.Pixels), static agreement => Assert.InRange(agreement, 0.7, 1));
        Assert.False(new JpegCompression(coding with { RowPhase = coding.RowPhase ^ 4 }).IsShownBy(photograph.Pixels));
    }

    [Theory]
    [InlineData("auto", 2)]
    [InlineData("off", 1)]
    public void Coding_OfAPngThatWasAJpeg_IsFoundInItsPixels(string subsample, int step)
    {
        var photograph = ImageReader.Decode("a.jpg", Compressed(240, 200, 60, subsample), ImageLimits.DefaultMaxPixels);

        var coding = new PhotographTraces([], photograph).Coding;

        Assert.NotNull(coding);
        Assert.Equal((60, step, step), (coding.Tables.Quality, coding.RowStep, coding.ColumnStep));
    }

    [Fact]
    public void JpegReading_OfAPictureThatWasNeverCompressed_SaysWhatToDo()
    {
        var cat = ImageReader.Load(RepositoryPaths.Sample("cat.png"), ImageLimits.DefaultMaxPixels);

        Refusal.Of(() => JpegReading.Of("cat.png", new PhotographTraces([], cat)), ExitCode.Usage, "--task denoise");
    }

    [Fact]
    public void ExifOrientation_OfDamagedBlocks_IsUpright()
    {
        byte[] whole = Tiff(6);

        Assert.Equal(6, ExifOrientation.Of(whole));
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.InRange(ExifOrientation.Of(whole.AsSpan(0, length)), 1, 8);
        }

        BinaryPrimitives.WriteUInt32BigEndian(whole.AsSpan(4), uint.MaxValue);
        Assert.Equal(1, ExifOrientation.Of(whole));
        Assert.Equal(1, ExifOrientation.Of(Tiff(9)));
    }

    /// <summary>A part of the sample picture as a file.</summary>
    private static byte[] Compressed(int width, int height, int quality, string subsample)
    {
        using var cat = Image.NewFromFile(RepositoryPaths.Sample("cat.png"));
        using var part = cat.Crop(8, 8, width, height);
        return part.JpegsaveBuffer(q: quality, keep: Enums.ForeignKeep.None, subsampleMode: subsample == "off" ? Enums.ForeignSubsample.Off
            : Enums.ForeignSubsample.Auto);
    }

    /// <summary>The file with an EXIF block in front that tells the orientation.</summary>
    private static byte[] Turned(byte[] file, int orientation)
    {
        byte[] tiff = Tiff(orientation), segment = [.. "Exif\0\0"u8, .. tiff];
        int length = segment.Length + 2;
        return [.. file[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. segment, .. file[2..]];
    }

    private static byte[] Tiff(int orientation)
    {
        byte[] head = [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1], entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0];
        return [.. head, .. entry, 0, 0, 0, 0];
    }
}

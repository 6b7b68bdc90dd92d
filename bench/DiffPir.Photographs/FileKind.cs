using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Photographs;

/// <summary>The kind of file that a picture of 8 bits is kept in.</summary>
/// <param name="Quality">Of a JPEG, 1 to 100; 0 for a PNG, which changes nothing.</param>
internal readonly record struct FileKind(int Quality)
{
    /// <summary>Whether it compresses with loss.</summary>
    public bool IsJpeg => Quality > 0;

    /// <summary>Tables of a JPEG; null for a PNG.</summary>
    public JpegTables? Tables => IsJpeg ? JpegTables.Standard(Quality) : null;

    /// <summary>The picture as it is read from such a file.</summary>
    public PlanarImage Keep(PlanarImage picture) =>
        IsJpeg ? ImageReader.Decode($"{this}", JpegFile.Encode(picture, Quality), ImageLimits.DefaultMaxPixels).Pixels : picture;

    /// <inheritdoc/>
    public override string ToString() => IsJpeg ? $"JPEG {Quality}" : "PNG";
}

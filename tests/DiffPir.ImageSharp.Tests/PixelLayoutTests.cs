using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DiffPir.ImageSharp.Tests;

public sealed class PixelLayoutTests
{
    [Fact]
    public void EightAndSixteenBits_ComeBackAsTheyWere()
    {
        AssertRoundTrip<L8>(1, false);
        AssertRoundTrip<La16>(1, true);
        AssertRoundTrip<Rgb24>(3, false);
        AssertRoundTrip<Bgr24>(3, false);
        AssertRoundTrip<Rgba32>(3, true);
        AssertRoundTrip<Bgra32>(3, true);
        AssertRoundTrip<Argb32>(3, true);
        AssertRoundTrip<L16>(1, false);
        AssertRoundTrip<La32>(1, true);
        AssertRoundTrip<Rgb48>(3, false);
        AssertRoundTrip<Rgba64>(3, true);
        AssertRoundTrip<RgbaVector>(3, true);
    }

    [Fact]
    public void Read_PutsRedGreenAndBlueIntoPlanes()
    {
        using var image = new Image<Bgr24>(2, 1);
        image[0, 0] = new Bgr24(r: 255, g: 51, b: 0);
        image[1, 0] = new Bgr24(r: 0, g: 0, b: 102);

        var (colour, alpha) = PixelLayout.Of<Bgr24>().Read(image);

        Assert.Null(alpha);
        Assert.Equal([1f, 0f, 51 / 255f, 0f, 0f, 102 / 255f], colour.Data);
    }

    private static void AssertRoundTrip<TPixel>(int channels, bool hasAlpha)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using var image = new Image<TPixel>(31, 17);
        var random = new Random(1);
        image.ProcessPixelRows(rows =>
        {
            for (int y = 0; y < rows.Height; y++)
            {
                foreach (ref var pixel in rows.GetRowSpan(y))
                {
                    var value = new Rgba64((ushort)random.Next(65536), (ushort)random.Next(65536), (ushort)random.Next(65536), (ushort)random.Next(65536));
                    pixel.FromRgba64(value);
                }
            }
        });
        var layout = PixelLayout.Of<TPixel>();

        var (colour, alpha) = layout.Read(image);
        using var back = layout.Write<TPixel>(Configuration.Default, colour, alpha);

        Assert.Equal((channels, hasAlpha), (colour.Channels, alpha is not null));
        Assert.Equal(image.Pixels(), back.Pixels());
    }
}

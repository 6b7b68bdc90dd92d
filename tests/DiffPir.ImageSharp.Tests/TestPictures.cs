using DiffPir.Sampler;
using DiffPir.Testing;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace DiffPir.ImageSharp.Tests;

/// <summary>Pictures to restore.</summary>
internal static class TestPictures
{
    /// <summary>A part of a sample photograph, 64 x 48 pixels.</summary>
    public static Image<TPixel> Photograph<TPixel>()
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var image = Image.Load<TPixel>(RepositoryPaths.Sample("cat.png"));
        image.Mutate(static context => context.Crop(new Rectangle(96, 80, 64, 48)));
        return image;
    }

    /// <summary>The same, degraded.</summary>
    public static Image<TPixel> Degraded<TPixel>(Degradation degradation, double noise)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using var photograph = Photograph<TPixel>();
        var layout = PixelLayout.Of<TPixel>();
        var (colour, alpha) = layout.Read(photograph);
        var degraded = degradation.Degrade(colour, noise, seed: 1);
        return layout.Write<TPixel>(Configuration.Default, degraded, alpha is null ? null : alpha[..(degraded.Height * degraded.Width)]);
    }

    /// <summary>A mask of the photograph with a hole of 12 x 10 pixels, white where known.</summary>
    public static Image<L8> Mask()
    {
        var mask = new Image<L8>(64, 48, new L8(255));
        mask.Mutate(static context => context.Fill(12, 20, 12, 10));
        return mask;
    }

    /// <summary>All pixels, row by row.</summary>
    public static TPixel[] Pixels<TPixel>(this Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var pixels = new TPixel[image.Width * image.Height];
        image.CopyPixelDataTo(pixels);
        return pixels;
    }

    private static IImageProcessingContext Fill(this IImageProcessingContext context, int x, int y, int width, int height) =>
        context.ProcessPixelRowsAsVector4(static row => row.Clear(), new Rectangle(x, y, width, height));
}

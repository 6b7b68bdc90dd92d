using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>What happens to photographs between the scene and the file.</summary>
internal static class Spoiling
{
    /// <summary>Rounded to the 256 grey levels of an ordinary file, and clipped.</summary>
    public static PlanarImage ToEightBits(PlanarImage image) => new(
        image.Channels, image.Height, image.Width, [.. image.Data.Select(static v => MathF.Round(255 * Math.Clamp(v, 0f, 1f)) / 255)]);

    /// <summary>With white noise of a level in grey levels, as a file of eight bits.</summary>
    public static PlanarImage WithNoise(PlanarImage image, double level, ulong seed) => ToEightBits(new Denoising().Degrade(image, level, seed));

    /// <summary>Blurred as by a camera: what lies beyond the edges is blurred in as well, so that the part that does not know it is cut off.</summary>
    public static PlanarImage Blurred(PlanarImage image, BlurKernel? kernel) =>
        kernel is null ? image : Middle(new Deblurring(kernel).Degrade(image, 0, 0), kernel);

    /// <summary>The part of a picture that is left of it when it is blurred and its edges are cut off.</summary>
    public static PlanarImage Middle(PlanarImage image, BlurKernel kernel) =>
        image.Crop(kernel.Height / 2, kernel.Width / 2, image.Height - kernel.Height + 1, image.Width - kernel.Width + 1);

    /// <summary>The part of a size in the centre of a picture.</summary>
    public static PlanarImage Centre(PlanarImage image, int height, int width) =>
        image.Crop((image.Height - height) / 2, (image.Width - width) / 2, height, width);

    /// <summary>The part that fits the original size, enlarged by bicubic interpolation.</summary>
    public static PlanarImage Enlarged(PlanarImage image, int factor) => WholeEnlarged(image.Crop(0, 0, image.Height / factor, image.Width / factor), factor);

    /// <summary>Enlarged by bicubic interpolation.</summary>
    public static PlanarImage WholeEnlarged(PlanarImage small, int factor)
    {
        using var picture = NetVips.Image.NewFromMemory(
            small.Data, small.Width, small.Height * small.Channels, 1, NetVips.Enums.BandFormat.Float);
        var result = new PlanarImage(small.Channels, small.Height * factor, small.Width * factor);
        for (int c = 0; c < small.Channels; c++)
        {
            using var plane = picture.Crop(0, c * small.Height, small.Width, small.Height);
            using var large = plane.Resize(factor, kernel: NetVips.Enums.Kernel.Cubic);
            large.WriteToMemory<float>().CopyTo(result.Plane(c));
        }

        return result;
    }
}

using DiffPir.Cli.Images;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>Fills damage in, by a prior and plainly, and measures the whole pictures.</summary>
internal sealed class DamageFilling(LoadedEngine engine)
{
    /// <summary>What is measured, in this order.</summary>
    public static readonly string[] Names = ["untouched", "median", "found, harmonic", "found, prior", "drawn, harmonic", "drawn, prior"];

    /// <summary>Rows and columns around a pixel of which the median is taken.</summary>
    private const int MedianRadius = 2;

    /// <summary>PSNR against the truth in dB.</summary>
    /// <param name="truth">The picture without damage.</param>
    /// <param name="damaged">The picture.</param>
    /// <param name="found">What was found; null for nothing.</param>
    /// <param name="drawn">Where damage was drawn.</param>
    /// <param name="path">Beginning of the files that keep the pictures; null to keep none.</param>
    public double[] Measure(PlanarImage truth, PlanarImage damaged, PixelMask? found, PixelMask drawn, string? path)
    {
        PlanarImage[] results = [damaged, Median(damaged), Harmonic(damaged, found), Prior(damaged, found), Harmonic(damaged, drawn), Prior(damaged, drawn)];
        if (path is not null)
        {
            ImageWriter.Save($"{path}-damaged.png", Photograph.Of(damaged));
            ImageWriter.Save($"{path}-restored.png", Photograph.Of(results[3]));
            if (found is not null)
            {
                MaskFile.Save($"{path}-mask.png", found);
            }
        }

        return [.. results.Select(result => ImageMetrics.Psnr(result, truth))];
    }

    private static PlanarImage Median(PlanarImage image)
    {
        var result = new PlanarImage(image.Channels, image.Height, image.Width);
        var window = new List<float>();
        for (int i = 0; i < result.Data.Length; i++)
        {
            var (c, y, x) = (i / (image.Height * image.Width), i / image.Width % image.Height, i % image.Width);
            window.Clear();
            for (int v = Math.Max(0, y - MedianRadius); v <= Math.Min(image.Height - 1, y + MedianRadius); v++)
            {
                for (int u = Math.Max(0, x - MedianRadius); u <= Math.Min(image.Width - 1, x + MedianRadius); u++)
                {
                    window.Add(image[c, v, u]);
                }
            }

            window.Sort();
            result.Data[i] = window[window.Count / 2];
        }

        return result;
    }

    private PlanarImage Harmonic(PlanarImage damaged, PixelMask? mask) =>
        mask is null ? damaged : engine.Plain.Wiener(new Inpainting(mask), damaged, 0, damaged.Channels);

    private PlanarImage Prior(PlanarImage damaged, PixelMask? mask) => mask is null
        ? damaged
        : engine.Undo(new Inpainting(mask), 0, damaged, RestorationDefaults.Options(new Inpainting(mask), 0, PriorSettings.BuiltIn));
}

using DiffPir.Kernels.Resizing;

namespace DiffPir.Sampler;

/// <summary>Antialiased bicubic reduction of pictures on the host.</summary>
internal static class BicubicReduction
{
    /// <summary>Reduces both sides by a scale that divides them.</summary>
    public static PlanarImage Apply(PlanarImage image, int scale)
    {
        var narrow = Rows(image, ResizeTaps.Reduce(image.Width, scale));
        return Transposed(Rows(Transposed(narrow), ResizeTaps.Reduce(image.Height, scale)));
    }

    /// <summary>Rejects pictures that the scale does not divide.</summary>
    /// <exception cref="SamplerException">It does not.</exception>
    public static void RequireDivisible(PlanarImage image, int scale)
    {
        if (image.Height % scale != 0 || image.Width % scale != 0)
        {
            throw new SamplerException(
                $"a picture of {image.Height} rows and {image.Width} columns cannot be reduced by {scale}; cut it to "
                + $"{image.Height / scale * scale} rows and {image.Width / scale * scale} columns first");
        }
    }

    private static PlanarImage Rows(PlanarImage image, ResizeTaps taps)
    {
        var result = new PlanarImage(image.Channels, image.Height, taps.OutputLength);
        for (int row = 0; row < image.Channels * image.Height; row++)
        {
            var from = image.Data.AsSpan(row * image.Width, image.Width);
            for (int o = 0; o < taps.OutputLength; o++)
            {
                double sum = 0;
                for (int k = o * taps.Count; k < (o + 1) * taps.Count; k++)
                {
                    sum += (double)taps.Weights[k] * from[taps.Indices[k]];
                }

                result.Data[(row * taps.OutputLength) + o] = (float)sum;
            }
        }

        return result;
    }

    private static PlanarImage Transposed(PlanarImage image)
    {
        var result = new PlanarImage(image.Channels, image.Width, image.Height);
        for (int c = 0; c < image.Channels; c++)
        {
            for (int i = 0; i < image.Height * image.Width; i++)
            {
                result[c, i % image.Width, i / image.Width] = image.Plane(c)[i];
            }
        }

        return result;
    }
}

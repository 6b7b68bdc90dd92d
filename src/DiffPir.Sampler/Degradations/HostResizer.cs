using DiffPir.Kernels.Resizing;

namespace DiffPir.Sampler;

/// <summary>Resizes pictures by tables of taps on the host.</summary>
internal static class HostResizer
{
    /// <summary>Resizes along columns, then along rows.</summary>
    public static PlanarImage Resize(PlanarImage image, ResizeTaps rows, ResizeTaps columns) =>
        Transposed(Rows(Transposed(Rows(image, columns)), rows));

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

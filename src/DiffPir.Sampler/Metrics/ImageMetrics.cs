namespace DiffPir.Sampler;

/// <summary>Distances between pictures of one shape with nominal range [0,1].</summary>
public static class ImageMetrics
{
    private const int Window = 11;
    private const double WindowSigma = 1.5;

    /// <summary>
    /// Peak signal-to-noise ratio in dB over all pixels and channels: both images clamped to [0,1], not rounded,
    /// -10 log10(mean squared error). Equal images give infinity.
    /// </summary>
    public static double Psnr(PlanarImage a, PlanarImage b)
    {
        RequireSameShape(a, b);
        double sum = 0;
        for (int i = 0; i < a.Data.Length; i++)
        {
            double difference = Math.Clamp(a.Data[i], 0f, 1f) - (double)Math.Clamp(b.Data[i], 0f, 1f);
            sum += difference * difference;
        }

        return -10 * Math.Log10(sum / a.Data.Length);
    }

    /// <summary>
    /// PSNR in dB as published tables give it: both images clamped, scaled to 0..255 and rounded half to even; a border is left out
    /// (the scale factor for super-resolution, else 0).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The border leaves nothing.</exception>
    public static double PsnrRounded(PlanarImage a, PlanarImage b, int border = 0)
    {
        RequireSameShape(a, b);
        return PsnrOfBytes(a.Channels, a, b, border, (image, channel, y, x) => ToByte(image[channel, y, x]));
    }

    /// <summary>PSNR in dB of the rounded luma Y = 16 + (65.481 R + 128.553 G + 24.966 B) / 255 of 8-bit RGB, a border left out.</summary>
    /// <exception cref="ArgumentException">The images do not have three channels.</exception>
    public static double PsnrLuma(PlanarImage a, PlanarImage b, int border = 0)
    {
        RequireSameShape(a, b);
        if (a.Channels != 3)
        {
            throw new ArgumentException($"luma needs 3 channels (R, G, B), the image has {a.Channels}", nameof(a));
        }

        return PsnrOfBytes(1, a, b, border, (image, _, y, x) => Math.Round(
            16 + (((65.481 * ToByte(image[0, y, x])) + (128.553 * ToByte(image[1, y, x])) + (24.966 * ToByte(image[2, y, x]))) / 255)));
    }

    /// <summary>
    /// Structural similarity (Wang et al. 2004) on 0..255 values, clamped, not rounded: 11x11 Gaussian window of sigma 1.5, only where
    /// the window fits, mean over pixels and channels.
    /// </summary>
    /// <exception cref="ArgumentException">The images are smaller than the window.</exception>
    public static double Ssim(PlanarImage a, PlanarImage b)
    {
        RequireSameShape(a, b);
        if (a.Height < Window || a.Width < Window)
        {
            throw new ArgumentException($"structural similarity needs at least {Window}x{Window} pixels", nameof(a));
        }

        double total = 0;
        for (int c = 0; c < a.Channels; c++)
        {
            total += SsimOfPlane(Scaled(a, c), Scaled(b, c), a.Height, a.Width);
        }

        return total / a.Channels;
    }

    private static double SsimOfPlane(double[] p, double[] q, int height, int width)
    {
        const double C1 = 0.01 * 255 * 0.01 * 255, C2 = 0.03 * 255 * 0.03 * 255;
        double[] meanP = Smooth(p, height, width);
        double[] meanQ = Smooth(q, height, width);
        double[] squareP = Smooth(Product(p, p), height, width);
        double[] squareQ = Smooth(Product(q, q), height, width);
        double[] cross = Smooth(Product(p, q), height, width);
        double sum = 0;
        for (int i = 0; i < meanP.Length; i++)
        {
            double m = meanP[i], n = meanQ[i];
            sum += ((2 * m * n) + C1) * ((2 * (cross[i] - (m * n))) + C2)
                / (((m * m) + (n * n) + C1) * (squareP[i] - (m * m) + squareQ[i] - (n * n) + C2));
        }

        return sum / meanP.Length;
    }

    /// <summary>Separable Gaussian window over the positions where it fits.</summary>
    private static double[] Smooth(double[] plane, int height, int width)
    {
        double[] taps = Enumerable.Range(0, Window).Select(i => Math.Exp(-Math.Pow(i - (Window / 2), 2) / (2 * WindowSigma * WindowSigma))).ToArray();
        double norm = taps.Sum();
        int outHeight = height - Window + 1, outWidth = width - Window + 1;
        double[] rows = new double[height * outWidth];
        double[] result = new double[outHeight * outWidth];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < outWidth; x++)
            {
                double sum = 0;
                for (int k = 0; k < Window; k++)
                {
                    sum += taps[k] * plane[(y * width) + x + k];
                }

                rows[(y * outWidth) + x] = sum / norm;
            }
        }

        for (int i = 0; i < result.Length; i++)
        {
            double sum = 0;
            for (int k = 0; k < Window; k++)
            {
                sum += taps[k] * rows[i + (k * outWidth)];
            }

            result[i] = sum / norm;
        }

        return result;
    }

    private static double[] Scaled(PlanarImage image, int channel)
    {
        var plane = image.Plane(channel);
        double[] result = new double[plane.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = 255.0 * Math.Clamp(plane[i], 0f, 1f);
        }

        return result;
    }

    private static double[] Product(double[] p, double[] q) => [.. p.Zip(q, (a, b) => a * b)];

    private static double ToByte(float value) => Math.Round(Math.Clamp(value, 0f, 1f) * 255.0, MidpointRounding.ToEven);

    private static double PsnrOfBytes(int channels, PlanarImage a, PlanarImage b, int border, Func<PlanarImage, int, int, int, double> value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(border);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(2 * border, Math.Min(a.Height, a.Width), nameof(border));
        double sum = 0;
        for (int c = 0; c < channels; c++)
        {
            for (int y = border; y < a.Height - border; y++)
            {
                for (int x = border; x < a.Width - border; x++)
                {
                    double difference = value(a, c, y, x) - value(b, c, y, x);
                    sum += difference * difference;
                }
            }
        }

        double count = (double)channels * (a.Height - (2 * border)) * (a.Width - (2 * border));
        return 20 * Math.Log10(255 / Math.Sqrt(sum / count));
    }

    private static void RequireSameShape(PlanarImage a, PlanarImage b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if ((a.Channels, a.Height, a.Width) != (b.Channels, b.Height, b.Width))
        {
            throw new ArgumentException(
                $"images of one shape can be compared, not {a.Channels}x{a.Height}x{a.Width} with {b.Channels}x{b.Height}x{b.Width}", nameof(b));
        }
    }
}

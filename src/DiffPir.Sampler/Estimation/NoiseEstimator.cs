namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Reads the standard deviation of white noise off one picture. Of all 8x8 patches the quietest are kept, judged by their low
/// frequencies alone; the noise is what their high frequencies hold. The transform is orthonormal and the noise white, so that choosing by
/// the low frequencies does not bias the high ones.
/// </summary>
public static class NoiseEstimator
{
    /// <summary>Smallest side of a picture whose noise can be read.</summary>
    public const int SmallestSide = 16;

    private const int Side = CosineTransform.Side;

    /// <summary>Coefficients (i, j) from this i + j on hold the noise.</summary>
    private const int HighestDiagonals = 9;

    /// <summary>A stricter choice of high frequencies, for pictures whose texture reaches into the others.</summary>
    private const int StrictDiagonals = 11;

    /// <summary>Patches without missing pixels that an estimate needs: as many as the smallest picture has.</summary>
    private const int FewestPlaces = 9;

    private const int Passes = 3;

    /// <summary>Median of the absolute value of a standard normal variable.</summary>
    private const double MedianOfNormal = 0.6745;

    private static readonly int[] High = [.. Enumerable.Range(0, Side * Side).Where(static i => (i / Side) + (i % Side) >= HighestDiagonals)];

    /// <summary>Estimates the noise of each channel.</summary>
    /// <param name="image">Values on [0,1].</param>
    /// <param name="mask">Which of its pixels are known; null for all. What hides the others may be flat, and has another noise than the scene.</param>
    /// <exception cref="SamplerException">The picture is too small, or too little of it is known.</exception>
    public static NoiseEstimate Estimate(PlanarImage image, PixelMask? mask = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (IsTooSmall(image))
        {
            throw new SamplerException(
                $"the picture has {image.Width} x {image.Height} pixels; noise can be read from {SmallestSide} x {SmallestSide} on: give its level");
        }

        int[] places = QuietPatches.Places(image, mask);
        if (places.Length < FewestPlaces)
        {
            throw new SamplerException(
                $"of the picture, {places.Length} places of {Side} x {Side} known pixels were found, and its noise is read off {FewestPlaces} or more: give its level");
        }

        double[] levels = new double[image.Channels];
        Parallel.For(0, image.Channels, c => levels[c] = EstimateChannel(image, c, places));
        return new NoiseEstimate(levels);
    }

    /// <summary>
    /// The noise of a picture before it was compressed, as far as it shows: compression rounds to nothing most of what <see cref="Estimate"/> reads, but not
    /// all, and how much is left tells how much there was.
    /// </summary>
    /// <param name="read">What was read off the picture as it is.</param>
    /// <param name="image">Values on [0,1].</param>
    /// <param name="mask">Which of its pixels are known; null for all.</param>
    /// <param name="jpeg">The tables the picture was compressed with; null where it was not.</param>
    public static NoiseEstimate BeforeCompression(NoiseEstimate read, PlanarImage image, PixelMask? mask, JpegTables? jpeg)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(image);
        if (jpeg is null)
        {
            return read;
        }

        double luma = RoundedNoise.Level(image, mask, jpeg);
        return new([.. read.Channels.Select(level => Math.Max(level, luma))]);
    }

    /// <summary>Whether <see cref="Estimate"/> would refuse a picture: it is too small, or too little of it is known.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="mask">Which of its pixels are known; null for all.</param>
    public static bool IsUnreadable(PlanarImage image, PixelMask? mask = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        return IsTooSmall(image) || (mask is not null && QuietPatches.Places(image, mask).Length < FewestPlaces);
    }

    /// <summary>
    /// Covariance of the channels' noise, in squared grey levels: what the high frequencies hold of those patches that are quiet in all channels. Where JPEG
    /// compression has rounded much to nothing it tells how the channels hang together, but not how much noise there is.
    /// </summary>
    /// <param name="image">Values on [0,1]; not <see cref="IsUnreadable"/>.</param>
    /// <param name="mask">Which of its pixels are known; null for all.</param>
    internal static double[,] Covariance(PlanarImage image, PixelMask? mask)
    {
        var patches = new QuietPatches(image, [.. Enumerable.Range(0, image.Channels)], QuietPatches.Places(image, mask));
        double level = NoiseEstimate.Rounding;
        double[,] covariance = new double[image.Channels, image.Channels];
        for (int pass = 0; pass <= Passes; pass++)
        {
            covariance = Products(image, patches.At(level));
            level = Math.Max(NoiseEstimate.Rounding, Math.Sqrt(Enumerable.Range(0, image.Channels).Average(c => covariance[c, c])));
        }

        return covariance;
    }

    private static bool IsTooSmall(PlanarImage image) => Math.Min(image.Height, image.Width) < SmallestSide;

    private static double EstimateChannel(PlanarImage image, int channel, int[] places)
    {
        var patches = new QuietPatches(image, [channel], places);

        // Where noise is cut off at black and white there is less of it, and how near is too near depends on the noise itself.
        double level = NoiseEstimate.Rounding;
        for (int pass = 0; pass < Passes; pass++)
        {
            level = Math.Max(NoiseEstimate.Rounding, Read(image, channel, patches.At(level)));
        }

        return Read(image, channel, patches.At(level));
    }

    /// <summary>The noise in the high frequencies of patches, in grey levels.</summary>
    private static double Read(PlanarImage image, int channel, ReadOnlySpan<int> patches)
    {
        Span<float> coefficients = stackalloc float[Side * Side];
        List<float> high = [], strict = [];
        foreach (int patch in patches)
        {
            CosineTransform.Forward(image.Plane(channel)[patch..], image.Width, coefficients);
            for (int i = 0; i < coefficients.Length; i++)
            {
                int diagonal = (i / Side) + (i % Side);
                if (diagonal >= HighestDiagonals)
                {
                    high.Add(Math.Abs(coefficients[i]));
                }

                if (diagonal >= StrictDiagonals)
                {
                    strict.Add(Math.Abs(coefficients[i]));
                }
            }
        }

        double level = Median(high), guarded = Median(strict);
        return 255 / MedianOfNormal * (guarded < 0.8 * level ? guarded : level);
    }

    /// <summary>Means of the products of the channels' high frequencies, in squared grey levels.</summary>
    private static double[,] Products(PlanarImage image, ReadOnlySpan<int> patches)
    {
        int channels = image.Channels;
        double[,] sums = new double[channels, channels];
        float[][] coefficients = [.. Enumerable.Range(0, channels).Select(static _ => new float[Side * Side])];
        foreach (int patch in patches)
        {
            for (int c = 0; c < channels; c++)
            {
                CosineTransform.Forward(image.Plane(c)[patch..], image.Width, coefficients[c]);
            }

            foreach (int i in High)
            {
                for (int c = 0; c < channels * channels; c++)
                {
                    var (row, column) = (c / channels, c % channels);
                    sums[row, column] += 255.0 * 255 * coefficients[row][i] * coefficients[column][i] / (High.Length * patches.Length);
                }
            }
        }

        return sums;
    }

    private static double Median(List<float> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}

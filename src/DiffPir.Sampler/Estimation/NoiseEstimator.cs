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

    /// <summary>Patches looked at: more do not make the estimate of a large picture better, only slower.</summary>
    private const int MostPatches = 24_000;

    /// <summary>Coefficients (i, j) up to this i + j judge a patch, the first left out.</summary>
    private const int LowestDiagonals = 4;

    /// <summary>Coefficients (i, j) from this i + j on hold the noise.</summary>
    private const int HighestDiagonals = 9;

    /// <summary>A stricter choice of high frequencies, for pictures whose texture reaches into the others.</summary>
    private const int StrictDiagonals = 11;

    private const double QuietShare = 0.02;
    private const int FewestQuiet = 64;
    private const int FewestUnclipped = 200;

    /// <summary>Patches without missing pixels that an estimate needs: as many as the smallest picture has.</summary>
    private const int FewestPlaces = 9;

    private const int Passes = 3;

    /// <summary>Standard deviations between the mean of a patch and black or white.</summary>
    private const double ClippingDistance = 2.5;

    /// <summary>Median of the absolute value of a standard normal variable.</summary>
    private const double MedianOfNormal = 0.6745;

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

        int[] places = Places(image.Height, image.Width, mask);
        if (places.Length < FewestPlaces)
        {
            throw new SamplerException(
                $"of the picture, {places.Length} places of {Side} x {Side} known pixels were found, and its noise is read off {FewestPlaces} or more: give its level");
        }

        double[] levels = new double[image.Channels];
        Parallel.For(0, image.Channels, c => levels[c] = EstimateChannel(image, c, places));
        return new NoiseEstimate(levels);
    }

    /// <summary>Whether <see cref="Estimate"/> would refuse a picture: it is too small, or too little of it is known.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="mask">Which of its pixels are known; null for all.</param>
    public static bool IsUnreadable(PlanarImage image, PixelMask? mask = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        return IsTooSmall(image) || (mask is not null && Places(image.Height, image.Width, mask).Length < FewestPlaces);
    }

    private static bool IsTooSmall(PlanarImage image) => Math.Min(image.Height, image.Width) < SmallestSide;

    private static double EstimateChannel(PlanarImage image, int channel, int[] places)
    {
        var patches = Patches(image, channel, places);

        // Where noise is cut off at black and white there is less of it, and how near is too near depends on the noise itself.
        double level = NoiseEstimate.Rounding;
        for (int pass = 0; pass < Passes; pass++)
        {
            level = Math.Max(NoiseEstimate.Rounding, Read(image, channel, Quiet(patches, level)));
        }

        return Read(image, channel, Quiet(patches, level));
    }

    /// <summary>The noise in the high frequencies of patches, in grey levels.</summary>
    private static double Read(PlanarImage image, int channel, IReadOnlyList<Patch> patches)
    {
        Span<float> coefficients = stackalloc float[Side * Side];
        List<float> high = [], strict = [];
        foreach (var patch in patches)
        {
            CosineTransform.Forward(image.Plane(channel)[patch.Offset..], image.Width, coefficients);
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

    /// <summary>The first pixels of patches spread over the picture, all of whose pixels are known.</summary>
    private static int[] Places(int height, int width, PixelMask? mask)
    {
        int stride = Math.Max(3, (int)Math.Ceiling(Math.Sqrt((double)height * width / MostPatches)));
        var places = new List<int>();
        for (int row = 0; row + Side <= height; row += stride)
        {
            for (int column = 0; column + Side <= width; column += stride)
            {
                int offset = (row * width) + column;
                if (mask is null || IsKnown(mask, offset))
                {
                    places.Add(offset);
                }
            }
        }

        return [.. places];
    }

    private static bool IsKnown(PixelMask mask, int offset)
    {
        for (int row = 0; row < Side; row++)
        {
            if (mask.Known.Slice(offset + (row * mask.Width), Side).Contains(false))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The patches, those with the least low-frequency energy first.</summary>
    private static Patch[] Patches(PlanarImage image, int channel, int[] places)
    {
        var plane = image.Plane(channel);
        var patches = new Patch[places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            var (energy, mean) = CosineTransform.LowEnergy(plane[places[i]..], image.Width, LowestDiagonals);
            patches[i] = new(energy, 255 * Math.Min(mean, 1 - mean), places[i]);
        }

        return [.. patches.OrderBy(static p => p.Energy)];
    }

    /// <summary>The quietest of the patches whose noise is hardly clipped; the farthest from black and white where too few are.</summary>
    private static Patch[] Quiet(Patch[] patches, double level)
    {
        var open = Array.FindAll(patches, patch => patch.ToClipping >= ClippingDistance * level);
        if (open.Length < FewestUnclipped)
        {
            open = [.. patches.OrderByDescending(static p => p.ToClipping).Take(FewestUnclipped).OrderBy(static p => p.Energy)];
        }

        return open[..Math.Min(open.Length, Math.Max(FewestQuiet, (int)(QuietShare * open.Length)))];
    }

    private static double Median(List<float> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    /// <summary>A candidate.</summary>
    /// <param name="Energy">Of its low frequencies.</param>
    /// <param name="ToClipping">From its mean to black or white, whichever is nearer, in grey levels.</param>
    /// <param name="Offset">Of its first pixel in the plane.</param>
    private readonly record struct Patch(double Energy, double ToClipping, int Offset);
}

namespace DiffPir.Sampler.Estimation;

/// <summary>The 8x8 patches of a picture in which there is hardly anything but noise: those with the least energy in their low frequencies.</summary>
internal sealed class QuietPatches
{
    private const int Side = CosineTransform.Side;

    /// <summary>Patches looked at: more do not make the estimate of a large picture better, only slower.</summary>
    private const int MostPatches = 24_000;

    /// <summary>Coefficients (i, j) up to this i + j judge a patch, the first left out.</summary>
    private const int LowestDiagonals = 4;

    private const double QuietShare = 0.02;
    private const int FewestQuiet = 64;
    private const int FewestUnclipped = 200;

    /// <summary>Standard deviations between the mean of a patch and black or white.</summary>
    private const double ClippingDistance = 2.5;

    private readonly Patch[] _patches;

    /// <summary>Judges patches.</summary>
    /// <param name="image">Values on [0,1].</param>
    /// <param name="channels">Those of its channels in which the patches are to be quiet.</param>
    /// <param name="places">Their first pixels in a plane.</param>
    public QuietPatches(PlanarImage image, int[] channels, int[] places)
    {
        var patches = new Patch[places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            double energy = 0, toClipping = double.PositiveInfinity;
            foreach (int channel in channels)
            {
                var (low, mean) = CosineTransform.LowEnergy(image.Plane(channel)[places[i]..], image.Width, LowestDiagonals);
                (energy, toClipping) = (energy + low, Math.Min(toClipping, 255 * Math.Min(mean, 1 - mean)));
            }

            patches[i] = new(energy, toClipping, places[i]);
        }

        _patches = [.. patches.OrderBy(static p => p.Energy)];
    }

    /// <summary>The first pixels of patches spread over a picture, all of whose pixels are known.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="mask">Which of its pixels are known; null for all.</param>
    /// <param name="unit">What their rows and columns are multiples of.</param>
    public static int[] Places(PlanarImage image, PixelMask? mask, int unit = 1)
    {
        int stride = Math.Max(3, (int)Math.Ceiling(Math.Sqrt((double)image.Height * image.Width / MostPatches)));
        stride = (stride + unit - 1) / unit * unit;
        var places = new List<int>();
        for (int row = 0; row + Side <= image.Height; row += stride)
        {
            for (int column = 0; column + Side <= image.Width; column += stride)
            {
                int offset = (row * image.Width) + column;
                if (mask is null || IsKnown(mask, offset))
                {
                    places.Add(offset);
                }
            }
        }

        return [.. places];
    }

    /// <summary>First pixels of the quietest of the patches whose noise is hardly clipped; of the farthest from black and white where too few are.</summary>
    /// <param name="level">The noise in grey levels.</param>
    public int[] At(double level)
    {
        var open = Array.FindAll(_patches, patch => patch.ToClipping >= ClippingDistance * level);
        if (open.Length < FewestUnclipped)
        {
            open = [.. _patches.OrderByDescending(static p => p.ToClipping).Take(FewestUnclipped).OrderBy(static p => p.Energy)];
        }

        return [.. open.Take(Math.Max(FewestQuiet, (int)(QuietShare * open.Length))).Select(static p => p.Offset)];
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

    /// <summary>A candidate.</summary>
    /// <param name="Energy">Of its low frequencies.</param>
    /// <param name="ToClipping">From its mean to black or white, whichever is nearer, in grey levels.</param>
    /// <param name="Offset">Of its first pixel in the plane.</param>
    private readonly record struct Patch(double Energy, double ToClipping, int Offset);
}

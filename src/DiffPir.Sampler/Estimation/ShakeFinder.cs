namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Finds the kernel of a shaken photograph of which not even the size of the blur is known: kernels of several sizes from the part of the
/// picture with the strongest edges, and others from parts of that part, to see whether they agree.
/// </summary>
internal static class ShakeFinder
{
    /// <summary>
    /// Sides of the kernels that are tried: a blur fits badly into one that is too small, and noise well into one that is too large. The extent
    /// of the first that is found says which of the others may be better.
    /// </summary>
    private const int SmallSide = 15, FirstSide = 25, LargeSide = 35, LargestSide = 51;

    /// <summary>Largest side of the part that is looked at, in pixels, and of the one that a first look is taken at.</summary>
    private const int WindowSide = 400, GlimpseSide = 256;

    /// <summary>From this noise on, in grey levels of the brightness, a little softness helps: it costs less than the noise does.</summary>
    private const double MuchNoise = 2.3;

    /// <summary>Standard deviation of that softness, in pixels.</summary>
    private const double Softness = 0.7;

    /// <summary>Room that a kernel needs around its weights, in pixels.</summary>
    private const int Room = 3;

    /// <summary>A kernel at a first look, many times faster: it fits badly where there is no path to be found.</summary>
    /// <param name="image">Values on [0,1], each side at least 100.</param>
    /// <param name="noise">Standard deviation of its noise in grey levels, for one channel.</param>
    public static BlurKernel Glimpse(PlanarImage image, double noise)
    {
        var window = ShakeWindow.WithStrongestEdges(image, GlimpseSide);
        return ShakeEstimator.Estimate(window.Values, window.Rows, window.Columns, FirstSide, Level(image, noise));
    }

    /// <summary>Finds the kernel.</summary>
    /// <param name="image">Values on [0,1], each side at least 100.</param>
    /// <param name="noise">Standard deviation of its noise in grey levels, for one channel.</param>
    /// <param name="fit">How well a kernel fits the picture: the larger, the better.</param>
    public static ShakeEstimate Find(PlanarImage image, double noise, Func<BlurKernel, double> fit)
    {
        double level = Level(image, noise);
        var whole = ShakeWindow.WithStrongestEdges(image, WindowSide);
        whole = 255 * level >= MuchNoise ? whole.Softened(Softness) : whole;
        BlurKernel OfSide(int size) => ShakeEstimator.Estimate(whole.Values, whole.Rows, whole.Columns, size, level);
        var found = OfSide(FirstSide);
        int side = SizeAround(found);
        int[] others = side <= SmallSide ? [SmallSide, LargeSide] : side < FirstSide ? [LargeSide] : [LargeSide, LargestSide];
        found = others.Where(size => 4 * size <= Math.Min(whole.Rows, whole.Columns)).Select(OfSide).Append(found).MaxBy(fit)!;
        side = SizeAround(found);
        var parts = whole.Parts().Select(part => ShakeEstimator.Estimate(part.Values, part.Rows, part.Columns, side, level)).ToArray();
        double[] alike = [.. parts.Select(part => KernelSimilarity.Of(found, part)), KernelSimilarity.Of(parts[0], parts[1])];
        return new ShakeEstimate(found, alike.Order().ElementAt(alike.Length / 2));
    }

    /// <summary>Noise of the brightness, on its scale of [0,1].</summary>
    private static double Level(PlanarImage image, double noise) => noise / 255 / Math.Sqrt(image.Channels);

    /// <summary>Side of a square kernel with some room around the weights of this one.</summary>
    private static int SizeAround(BlurKernel kernel)
    {
        var trimmed = KernelCleaning.Trim(kernel);
        return Math.Min(kernel.Height, Math.Max(trimmed.Height, trimmed.Width) + (2 * Room));
    }
}

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

    /// <summary>
    /// What a gradient costs at first: some photographs are told by all of their edges and others by the strongest alone, and which shows in how well the
    /// kernels fit.
    /// </summary>
    private static readonly double[] Lambdas = [8e-3, 1.6e-2];

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
        double level = Level(image, noise);
        var window = WindowOf(image, GlimpseSide, level);
        return ShakeEstimator.Estimate(window.Values, window.Rows, window.Columns, FirstSide, level, Lambdas[0]);
    }

    /// <summary>Finds the kernel.</summary>
    /// <param name="image">Values on [0,1], each side at least 100.</param>
    /// <param name="noise">Standard deviation of its noise in grey levels, for one channel.</param>
    /// <param name="fit">How well a kernel fits the picture: the larger, the better.</param>
    public static ShakeEstimate Find(PlanarImage image, double noise, Func<BlurKernel, double> fit)
    {
        double level = Level(image, noise);
        var whole = WindowOf(image, WindowSide, level);
        var (lambda, found) = InParallel(Lambdas, lambda => (Lambda: lambda, Kernel: Of(whole, FirstSide, lambda))).MaxBy(start => fit(start.Kernel));
        int side = SizeAround(found);
        int[] others = side <= SmallSide ? [SmallSide, LargeSide] : side < FirstSide ? [LargeSide] : [LargeSide, LargestSide];
        found = InParallel(others.Where(size => 4 * size <= Math.Min(whole.Rows, whole.Columns)), size => Of(whole, size, lambda))
            .Append(found).MaxBy(fit)!;
        side = SizeAround(found);
        var parts = InParallel(whole.Parts(), part => Of(part, side, lambda));
        double[] alike = [.. parts.Select(part => KernelSimilarity.Of(found, part)), KernelSimilarity.Of(parts[0], parts[1])];
        return new ShakeEstimate(found, alike.Order().ElementAt(alike.Length / 2));

        BlurKernel Of(ShakeWindow window, int size, double lambda) =>
            ShakeEstimator.Estimate(window.Values, window.Rows, window.Columns, size, level, lambda);
    }

    /// <summary>A result of each, in their order.</summary>
    private static TResult[] InParallel<T, TResult>(IEnumerable<T> values, Func<T, TResult> work) => [.. values.AsParallel().AsOrdered().Select(work)];

    /// <summary>The part of a picture that is looked at, a little soft where there is much noise.</summary>
    private static ShakeWindow WindowOf(PlanarImage image, int side, double level)
    {
        var window = ShakeWindow.WithStrongestEdges(image, side);
        return 255 * level >= MuchNoise ? window.Softened(Softness) : window;
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

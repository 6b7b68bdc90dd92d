namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Tells from the spectrum of a photograph whether it is soft, out of focus or moved along a line, and by how much: the blur with the
/// greatest likelihood (<see cref="SpectrumModel"/>), if it explains the spectrum much better than no blur does.
/// </summary>
public static class ParametricBlurEstimator
{
    /// <summary>What a family has to gain over no blur in logarithm of likelihood, and for each parameter more.</summary>
    private const double RequiredGain = 10, RequiredGainPerParameter = 5;

    /// <summary>Smaller blurs are those of sharp photographs: every lens and every sensor has some.</summary>
    private const double LeastDeviation = 0.6, LeastRadius = 1.2, LeastLength = 4;

    /// <summary>What dead frequencies let through in a careful fit and in a rough one.</summary>
    private const double LeastPower = 1e-4, RoughPower = 0.05;

    /// <summary>Noise, in grey levels, that is assumed at least: below it the scene's own departures from the model are larger.</summary>
    internal const double LeastNoise = 0.8;

    private const double RoughNoise = 2.5;

    /// <summary>
    /// What a Gaussian or a disk leaves unexplained: true ones 0 to 0.2, as many photographs do that nothing blurred; those that are the softness of a
    /// shaken picture 0.1 to 0.6. Lines leave as much where they are right, in their dead frequencies.
    /// </summary>
    private const double FairMisfit = 0.15, LargestMisfit = 0.3;

    /// <summary>A disk, whose dead frequencies are seldom there by chance, is right where it explains this share of what there is to
    /// explain, whatever is left.</summary>
    private const double NearlyAll = 0.97;

    /// <summary>What a blur gains by the curved spectrum of a sharp scene, for each frequency that can be read: of 48 photographs as JPEG
    /// 0.16 at most.</summary>
    private const double GainOfScenes = 0.2;

    private const int CoarseDegrees = 15, Followed = 3;

    private static readonly double[] CoarseLengths = [4, 5, 6.5, 8, 10, 12.5, 16, 20, 25, 32, 40];

    /// <summary>Estimates the blur of a picture.</summary>
    /// <param name="image">Values on [0,1].</param>
    /// <param name="noise">Standard deviation of its noise in grey levels, for one channel.</param>
    /// <param name="jpeg">The tables it was compressed with, or null.</param>
    public static BlurLikelihood Estimate(PlanarImage image, double noise, JpegTables? jpeg)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Estimate(PowerSpectrum.Of(image), new SpectrumConditions(noise, image.Channels, jpeg));
    }

    /// <summary>Estimates the blur behind a spectrum.</summary>
    internal static BlurLikelihood Estimate(PowerSpectrum spectrum, SpectrumConditions conditions)
    {
        var isotropic = conditions.Model(spectrum, 1, 5, LeastNoise, LeastPower);
        var directed = conditions.Model(spectrum, 2, 1, LeastNoise, LeastPower);
        var rough = conditions.Model(spectrum, 4, 2, RoughNoise, RoughPower);

        var best = new ParametricBlur[3];
        Parallel.Invoke(
            () => best[0] = Search(isotropic, BlurFamily.Gaussian, 0.3, 6, 0.3),
            () => best[1] = Search(isotropic, BlurFamily.Disk, 0.7, 14, 0.35),
            () => best[2] = SearchLine(rough, directed));
        double none = directed.LogLikelihood(ParametricBlur.None);
        var (blur, gain) = best.Select(blur => (blur, directed.LogLikelihood(blur) - none)).MaxBy(static f => f.Item2 - Penalty(f.blur));
        double explained = gain / (directed.LargestLogLikelihood - none);
        return new BlurLikelihood(
            blur, blur.Width > LeastWidth(blur.Family)
                && gain > Penalty(blur), gain, TrustIn(blur, directed.Misfit(none + gain), explained), ReachOf(blur, gain, directed));
    }

    /// <summary>Trust in a blur by what it leaves unexplained for each frequency, and by what it explains of all there is to explain.</summary>
    private static double TrustIn(ParametricBlur blur, double misfit, double explained) =>
        blur.Family == BlurFamily.Line || (blur.Family == BlurFamily.Disk && explained > NearlyAll) ? 1 : TrustByMisfit(misfit);

    /// <summary>Trust in a blur by what it leaves unexplained for each frequency alone.</summary>
    internal static double TrustByMisfit(double misfit) => Math.Clamp((LargestMisfit - misfit) / (LargestMisfit - FairMisfit), 0, 1);

    /// <summary>
    /// The spectra of scenes are as curved in a narrow band as in a wide one: where only frequencies up to a half of the highest can be read, a blur has to
    /// be twice as wide to stand out, or to explain more than the curves of scenes do.
    /// </summary>
    private static double ReachOf(ParametricBlur blur, double gain, SpectrumModel model)
    {
        // Frequencies fill an area: the highest goes with the root of their number.
        double square = model.ReadableShare * Math.Pow(blur.Width / LeastWidth(blur.Family), 2);
        double odds = square * Math.Max(1, gain / model.Frequencies / GainOfScenes);
        return odds / (odds + 1);
    }

    private static double Penalty(ParametricBlur blur) => RequiredGain + (RequiredGainPerParameter * blur.ParameterCount);

    private static double LeastWidth(BlurFamily family) => family switch
    {
        BlurFamily.Gaussian => LeastDeviation,
        BlurFamily.Disk => LeastRadius,
        _ => LeastLength,
    };

    /// <summary>A family of one parameter: a grid, then ever smaller steps around its best point.</summary>
    private static ParametricBlur Search(SpectrumModel model, BlurFamily family, double least, double largest, double step)
    {
        double At(double width) => model.LogLikelihood(new ParametricBlur(family, width, 0));
        int count = (int)((largest - least) / step);
        double width = Enumerable.Range(0, count + 1).Select(i => least + (i * step)).MaxBy(At);
        for (double fine = step / 2; fine > 0.03; fine /= 2)
        {
            width = new[] { width - fine, width, width + fine }.Where(w => w > 0).MaxBy(At);
        }

        return new ParametricBlur(family, Math.Round(width, 2), 0);
    }

    /// <summary>
    /// Lines: a coarse grid of lengths and angles, on a model that forgives what a coarse grid gets wrong, and then the best of it followed up.
    /// </summary>
    private static ParametricBlur SearchLine(SpectrumModel rough, SpectrumModel directed)
    {
        var grid =
            from length in CoarseLengths
            from degrees in Enumerable.Range(0, 180 / CoarseDegrees)
            select new ParametricBlur(BlurFamily.Line, length, degrees * CoarseDegrees);
        var near = grid.OrderByDescending(rough.LogLikelihood).Take(Followed).Select(line => Refine(rough, line, CoarseDegrees / 2.0, 2));

        // The dead frequencies of a line are among those of one twice as long: the long one may look like the short one from afar.
        return near.SelectMany(static line => new[] { line, line with { Width = 2 * line.Width } })
            .Select(line => Refine(directed, line, 2, 0.5))
            .MaxBy(directed.LogLikelihood);
    }

    /// <summary>Goes to the best of the neighbours until there is none better, with steps that halve each time.</summary>
    private static ParametricBlur Refine(SpectrumModel model, ParametricBlur line, double degrees, double leastDegrees)
    {
        double best = model.LogLikelihood(line);
        for (double length = line.Width * degrees / 60; degrees >= leastDegrees;)
        {
            var (next, value) = Neighbours(line, length, degrees).Select(l => (l, model.LogLikelihood(l))).MaxBy(static n => n.Item2);
            if (value > best)
            {
                (line, best) = (next, value);
            }
            else
            {
                (length, degrees) = (length / 2, degrees / 2);
            }
        }

        return line with { Width = Math.Round(line.Width, 1), Degrees = Math.Round(line.Degrees) % 180 };
    }

    private static IEnumerable<ParametricBlur> Neighbours(ParametricBlur line, double length, double degrees) =>
        from step in new (double Length, double Degrees)[] { (-length, 0), (length, 0), (0, -degrees), (0, degrees) }
        where line.Width + step.Length >= 3
        select line with { Width = line.Width + step.Length, Degrees = (line.Degrees + step.Degrees + 180) % 180 };
}

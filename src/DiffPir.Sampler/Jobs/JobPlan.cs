using DiffPir.Network;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler;

/// <summary>How a job is done to a picture with a prior: everything that is settled, and checked, before a device works.</summary>
/// <param name="Method">The method.</param>
/// <param name="Options">Its settings.</param>
/// <param name="Frame">How the measurement lies on the tensors.</param>
/// <param name="Noise">
/// Standard deviation of the noise of each channel, on the scale [0,1]. Channels that repeat a grey measurement say the same thing several times:
/// each counts for its share only, with as much more noise. So it is with noise that colours share, for a method that makes up for it.
/// </param>
/// <param name="Timesteps">The time steps at which the prior will be asked.</param>
internal sealed record JobPlan(IRestorationMethod Method, MethodOptions Options, RestorationFrame Frame, double Noise, IReadOnlyList<int> Timesteps)
{
    /// <summary>
    /// Noise of the mixture of channels that has the most, over the root mean square of the channels' noise, from which on they share it for sure. Where colour
    /// was compressed at half the resolution it is 1.65 to 1.73; where each has its own, of a level or more, 1.62 at most, fine texture passing for noise.
    /// </summary>
    private const double SurelyShared = 1.65;

    /// <summary>The same where the picture shows that it was compressed: at the full resolution, too, compression leaves less noise in colours.</summary>
    private const double SharedByJpeg = 1.4;

    /// <summary>Plans a job.</summary>
    /// <param name="job">The job, valid.</param>
    /// <param name="picture">The measurement.</param>
    /// <param name="prior">What the prior is.</param>
    /// <exception cref="SamplerException">Something does not fit; the message says what.</exception>
    public static JobPlan Of(RestorationJob job, PlanarImage picture, IPriorTraits prior)
    {
        Validate(job, picture, prior);
        var tint = TintOf(picture, job.Degradation);
        bool takesShared = tint is null && RestorationMethods.Find(job.Options.Method).TakesSharedNoise;
        return Make(job, picture, prior, tint, takesShared ? SharedNoiseOf(picture, job.Degradation) : null);
    }

    /// <summary>
    /// Checks whether <see cref="Of"/> would plan a job. Tints and shared noise change nothing about that, and are not looked for, which takes a while.
    /// </summary>
    /// <inheritdoc cref="Of"/>
    public static void Check(RestorationJob job, PlanarImage picture, IPriorTraits prior)
    {
        Validate(job, picture, prior);
        Make(job, picture, prior, tint: null, shared: null);
    }

    private static JobPlan Make(RestorationJob job, PlanarImage picture, IPriorTraits prior, Tint? tint, ChannelNoise? shared)
    {
        var options = job.Options; // where none are given, they are worked out anew each time
        var method = RestorationMethods.Find(options.Method);
        var frame = new RestorationFrame(picture, job.Degradation, prior.Channels, prior.SizeMultiple, tint, shared);
        RequireTiles(job.Tile, method, frame, prior);
        double noise = job.Noise / 255 * frame.ChannelNoise.Strength;
        return new(method, options, frame, noise, method.Timesteps(options, prior.Schedule, noise));
    }

    private static Tint? TintOf(PlanarImage picture, Degradation degradation) =>
        degradation.AddsNoise && degradation.TreatsChannelsAlike ? TintFinder.Find(picture, degradation.KnownPixels) : null;

    /// <summary>The noise of channels that share most of it, as those of a JPEG do; null where each has its own, or nothing tells.</summary>
    private static ChannelNoise? SharedNoiseOf(PlanarImage picture, Degradation degradation)
    {
        if (!degradation.AddsNoise || picture.HasEqualChannels() || NoiseEstimator.IsUnreadable(picture, degradation.KnownPixels))
        {
            return null;
        }

        double[,] covariance = NoiseEstimator.Covariance(picture, degradation.KnownPixels);
        var noise = Enumerable.Range(0, picture.Channels).Any(c => covariance[c, c] > 0) ? ChannelNoise.Of(covariance) : null;
        return noise?.Strength >= SurelyShared || (noise?.Strength >= SharedByJpeg && JpegHistory.Find(picture) is not null) ? noise : null;
    }

    private static void Validate(RestorationJob job, PlanarImage picture, IPriorTraits prior)
    {
        int channels = job.Degradation.MeasuredChannels(prior.Channels);
        if (picture.Channels != channels && picture.Channels != 1)
        {
            throw new SamplerException($"the picture has {picture.Channels} channels, but the model knows pictures of {channels}");
        }

        if (!Array.TrueForAll(picture.Data, float.IsFinite))
        {
            throw new SamplerException("the picture holds values that are not finite numbers");
        }

        job.Degradation.Validate(picture);
    }

    private static void RequireTiles(int? tile, IRestorationMethod method, RestorationFrame frame, IPriorTraits prior)
    {
        if (tile is not { } side)
        {
            return;
        }

        if (method.NeedsGradient && side < Math.Max(frame.Canvas.H, frame.Canvas.W))
        {
            throw new SamplerException(
                $"this method needs the gradient of the whole picture, of {frame.Canvas.W} x {frame.Canvas.H} pixels, and tiles are at most {side} wide: "
                + "do without tiles, or choose another method");
        }

        if (!method.NeedsGradient && TiledDenoiser.Objection(prior, side) is { } objection)
        {
            throw new SamplerException(objection);
        }
    }
}

using DiffPir.Network;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler;

/// <summary>How a job is done to a picture with a prior: everything that is settled, and checked, before a device works.</summary>
/// <param name="Method">The method.</param>
/// <param name="Options">Its settings.</param>
/// <param name="Frame">How the measurement lies on the tensors.</param>
/// <param name="Noise">
/// Standard deviation of the noise of each channel, on the scale [0,1]. Channels that repeat a grey measurement say the same thing several times:
/// each counts for its share only, with as much more noise.
/// </param>
/// <param name="Timesteps">The time steps at which the prior will be asked.</param>
internal sealed record JobPlan(IRestorationMethod Method, MethodOptions Options, RestorationFrame Frame, double Noise, IReadOnlyList<int> Timesteps)
{
    /// <summary>Plans a job.</summary>
    /// <param name="job">The job, valid.</param>
    /// <param name="picture">The measurement.</param>
    /// <param name="prior">What the prior is.</param>
    /// <exception cref="SamplerException">Something does not fit; the message says what.</exception>
    public static JobPlan Of(RestorationJob job, PlanarImage picture, IPriorTraits prior)
    {
        Validate(job, picture, prior);
        return Make(job, picture, prior, TintOf(picture, job.Degradation));
    }

    /// <summary>Checks whether <see cref="Of"/> would plan a job. A tint changes nothing about that, and is not looked for, which takes a while.</summary>
    /// <inheritdoc cref="Of"/>
    public static void Check(RestorationJob job, PlanarImage picture, IPriorTraits prior)
    {
        Validate(job, picture, prior);
        Make(job, picture, prior, tint: null);
    }

    private static JobPlan Make(RestorationJob job, PlanarImage picture, IPriorTraits prior, Tint? tint)
    {
        var options = job.Options; // where none are given, they are worked out anew each time
        var method = RestorationMethods.Find(options.Method);
        var frame = new RestorationFrame(picture, job.Degradation, prior.Channels, prior.SizeMultiple, tint);
        RequireTiles(job.Tile, method, frame, prior);
        double noise = job.Noise / 255 * Math.Sqrt(frame.Repetitions);
        return new(method, options, frame, noise, method.Timesteps(options, prior.Schedule, noise));
    }

    private static Tint? TintOf(PlanarImage picture, Degradation degradation) =>
        degradation.AddsNoise && degradation.TreatsChannelsAlike ? TintFinder.Find(picture, degradation.KnownPixels) : null;

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

using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>
/// Removes noise by the shortest way: a picture with white noise is, scaled, what a diffusion looks like at the time step of that noise, and one
/// evaluation of the prior there predicts the mean of all clean pictures that it may come from. No other picture has a smaller expected error; a
/// sampled one has more texture. Values at black and white are bounds: where noise was clipped, what it was before is inferred from the first
/// prediction and the prior asked again. Missing pixels are filled in before, down to that time step (<see cref="MissingPixels"/>). To
/// channels that share noise, as those of a grey picture do and those of a JPEG, the noise is added that the prior expects beside it
/// (<see cref="IndependentChannels"/>).
/// </summary>
public sealed class PosteriorMeanMethod : RestorationMethod<PosteriorMeanOptions>
{
    /// <summary>The method's name.</summary>
    internal const string MethodName = "mean";

    /// <summary>Share of clipped values from which on the prior is asked again.</summary>
    private const double ManyClipped = 0.005;

    /// <inheritdoc/>
    public override string Name => MethodName;

    /// <inheritdoc/>
    public override PosteriorMeanOptions Defaults(Degradation degradation, double noiseLevel) => PosteriorMeanOptions.Default(degradation);

    /// <inheritdoc/>
    internal override bool TakesSharedNoise => true;

    /// <inheritdoc/>
    protected override string? Objection(Degradation degradation, PosteriorMeanOptions options) => degradation switch
    {
        Denoising => null,
        Inpainting => options is { Filling: > 0 } ? null : $"the method {MethodName} fills in no missing pixels with filling at 0; give it 1 or more evaluations",
        _ => $"the method {MethodName} is for noise and missing pixels, not for {degradation?.Name}; choose another method, diffpir for example",
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<int> Timesteps(PosteriorMeanOptions options, NoiseSchedule schedule, double noiseLevel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(schedule);
        int t = schedule.Nearest(2 * noiseLevel);
        return [.. MissingPixels.TimestepsDownTo(t, options.Filling, schedule), t];
    }

    /// <inheritdoc/>
    protected override Tensor Run(SamplingContext context, PosteriorMeanOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        var timesteps = Timesteps(options, context.Schedule, context.Noise);
        int t = timesteps[^1], fillings = timesteps.Count - 1, count = fillings + (context.Noise > 0 && IsClipped(context) ? options.Steps : 1);
        Tensor x = context.Allocate(), clean = context.Allocate(), noise = context.Allocate();
        var channels = context.ChannelNoise.IsIndependent ? null : new IndependentChannels(context);
        var independent = channels?.Of(context.Measured) ?? context.Measured;
        var missing = context.Degradation.LeavesHoles ? new MissingPixels(context, independent, options.Tau) : null;
        missing?.Fill(x, clean, noise, timesteps, count);
        Measure(independent);
        for (int step = fillings + 1; step <= count; step++)
        {
            context.BeginStep();
            context.MirrorMargins(x);
            context.PredictNoise(x, t, noise);
            context.PredictClean(clean, x, noise, t, clamp: true);
            if (step < count)
            {
                ClippingOperations.Unclip(context.Device, context.Measured, clean, noise, 1, 2 * context.ShownNoise);
                Measure(channels?.Of(noise) ?? noise);
            }

            context.EndStep(step, count, t);
        }

        return clean;

        void Measure(Tensor measured)
        {
            if (missing is null)
            {
                VectorOperations.Combine(context.Device, x, context.Schedule.Signal(t), measured, 0, measured);
            }
            else
            {
                missing.Measure(x, measured, t);
            }
        }
    }

    // What hides missing pixels may have any shade, and counts for neither.
    private static bool IsClipped(SamplingContext context)
    {
        var mask = (context.Degradation as Inpainting)?.Mask;
        int clipped = context.Observed.Data.Where((v, i) => v is 0 or 1 && mask?.Known[i % mask.Known.Length] != false).Count();
        return clipped > ManyClipped * context.Observations;
    }
}

using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>
/// Removes noise by the shortest way: a picture with white noise is, scaled, what a diffusion looks like at the time step of that noise, and one
/// evaluation of the prior there predicts the mean of all clean pictures that it may come from. No other picture has a smaller expected error; a
/// sampled one has more texture. Values at black and white are bounds: where noise was clipped, what it was before is inferred from the first
/// prediction and the prior asked again.
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
    public override PosteriorMeanOptions Defaults(Degradation degradation, double noiseLevel) => new();

    /// <inheritdoc/>
    protected override string? Objection(Degradation degradation, PosteriorMeanOptions options) => degradation switch
    {
        Denoising => null,
        Inpainting => $"the method {MethodName} removes noise and fills in no missing pixels; choose another method, diffpir for example, or leave the mask out",
        _ => $"the method {MethodName} is for noise alone, not for {degradation?.Name}; choose another method, diffpir for example",
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<int> Timesteps(PosteriorMeanOptions options, NoiseSchedule schedule, double noiseLevel)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return [schedule.Nearest(2 * noiseLevel)];
    }

    /// <inheritdoc/>
    protected override Tensor Run(SamplingContext context, PosteriorMeanOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        int t = context.Schedule.Nearest(2 * context.Noise), count = context.Noise > 0 && IsClipped(context.Observed) ? options.Steps : 1;
        Tensor x = context.Allocate(), clean = context.Allocate(), noise = context.Allocate();
        VectorOperations.Combine(context.Device, x, context.Schedule.Signal(t), context.Measured, 0, context.Measured);
        for (int step = 1; step <= count; step++)
        {
            context.BeginStep();
            context.MirrorMargins(x);
            context.PredictNoise(x, t, noise);
            context.PredictClean(clean, x, noise, t, clamp: true);
            if (step < count)
            {
                ClippingOperations.Unclip(context.Device, context.Measured, clean, x, context.Schedule.Signal(t), 2 * context.Noise);
            }

            context.EndStep(step, count, t);
        }

        return clean;
    }

    private static bool IsClipped(PlanarImage picture) => picture.Data.Count(static v => v is 0 or 1) > ManyClipped * picture.Data.Length;
}

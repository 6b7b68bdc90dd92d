using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>
/// DPIR (Zhang et al., "Plug-and-play image restoration with deep denoiser prior", 2021): half-quadratic splitting, a data step and a denoising
/// in turn, with a noise level that falls. Any prior is the denoiser: the diffusion model, as in the tables of the DiffPIR paper, or DRUNet.
/// </summary>
public sealed class DpirMethod : RestorationMethod<DpirOptions>
{
    /// <summary>The method's name.</summary>
    internal const string MethodName = "dpir";

    /// <inheritdoc/>
    public override string Name => MethodName;

    /// <inheritdoc/>
    public override DpirOptions Defaults(Degradation degradation, double noiseLevel)
    {
        ArgumentNullException.ThrowIfNull(degradation);
        var filling = new DpirOptions { Steps = 15, Lambda = 1.0 / 3, LastLevel = Math.Max(2.55, noiseLevel) };
        return degradation switch
        {
            { Scale: > 1 } => new() { Steps = 24, LastLevel = Math.Max(degradation.Scale, noiseLevel) },

            // Less than is published for blurs: where few pixels are known, and in holes, a smooth start is worth keeping (DiffPir.Photographs filling).
            Inpainting => filling with { FirstLevel = Math.Max(25, noiseLevel) },
            Colourisation => filling,
            _ => new(),
        };
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<int> Timesteps(DpirOptions options, NoiseSchedule schedule, double noiseLevel)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return [.. Levels(options, noiseLevel).Select(level => schedule.Nearest(2 * level)).Distinct()];
    }

    /// <inheritdoc/>
    protected override Tensor Run(SamplingContext context, DpirOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        Tensor x = context.Allocate(), clean = context.Allocate(), noise = context.Allocate();
        var data = context.CreateDataStep();
        context.Guess(clean, FirstGuess.Continued);
        var levels = Levels(options, context.Noise);
        double sigma = Math.Max(0.001, context.Noise);
        for (int k = 0; k < levels.Count; k++)
        {
            context.BeginStep();
            data.Apply(clean, options.Lambda * sigma * sigma / (levels[k] * levels[k]), 1);
            context.MirrorMargins(clean);

            // A picture with noise of the standard deviation 2 level is x_t / a_t at the time step of that level.
            int t = context.Schedule.Nearest(2 * levels[k]);
            VectorOperations.Combine(context.Device, x, context.Schedule.Signal(t), clean, 0, clean);
            context.PredictNoise(x, t, noise);
            context.PredictClean(clean, x, noise, t, clamp: true);
            context.EndStep(k + 1, levels.Count, t);
        }

        return clean;
    }

    /// <summary>Noise levels on [0,1], falling geometrically.</summary>
    private static IReadOnlyList<double> Levels(DpirOptions options, double noise)
    {
        double first = options.FirstLevel / 255, last = (options.LastLevel ?? Math.Max(1, 255 * noise)) / 255;
        return [.. Enumerable.Range(0, options.Steps).Select(k => first * Math.Pow(last / first, (double)k / (options.Steps - 1)))];
    }
}

using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>
/// DDRM (Kawar et al., "Denoising diffusion restoration models", 2022): each component of the picture that the operator shows takes from the
/// measurement what it says better than the iterate. One difference from the published program: without noise, the last step keeps the measured
/// components too, rather than predict them.
/// </summary>
public sealed class DdrmMethod : RestorationMethod<DdrmOptions>
{
    /// <summary>The method's name.</summary>
    internal const string MethodName = "ddrm";

    /// <inheritdoc/>
    public override string Name => MethodName;

    /// <inheritdoc/>
    public override DdrmOptions Defaults(Degradation degradation, double noiseLevel) => new();

    /// <inheritdoc/>
    protected override string? Objection(Degradation degradation, DdrmOptions options) => SpectralNeed.Objection(Name, degradation);

    /// <inheritdoc/>
    protected override Tensor Run(SamplingContext context, DdrmOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        var timesteps = Timesteps(options, context.Schedule, context.Noise);
        var device = context.Device;
        Tensor x = context.Allocate(), clean = context.Allocate(), noise = context.Allocate(), fresh = context.Allocate();
        var step = new SpectralStep(context);
        double sigma = 2 * context.Noise, start = context.Schedule.Sigma(timesteps[0]);

        // The iterates are x / a: pictures with noise of the standard deviation sigma_t on top.
        context.Fill(fresh, 0, NoiseDraw.Initial);
        TileOperations.Clear(device, clean);
        TileOperations.Clear(device, noise);
        step.Run(x, clean, noise, fresh, s => InitialRule(s, sigma, start));
        VectorOperations.Combine(device, x, context.Schedule.Signal(timesteps[0]), x, 0, x);
        for (int i = 0; i < timesteps.Count; i++)
        {
            int t = timesteps[i];
            bool isLast = i == timesteps.Count - 1;
            context.BeginStep();
            context.PredictNoise(x, t, noise);
            context.PredictClean(clean, x, noise, t, clamp: false);
            context.MirrorMargins(clean);
            context.Fill(fresh, i, NoiseDraw.Fresh);
            double level = isLast ? 0 : context.Schedule.Sigma(timesteps[i + 1]), signal = isLast ? 1 : context.Schedule.Signal(timesteps[i + 1]);
            step.Run(x, clean, noise, fresh, s => Rule(s, sigma, level, options));
            VectorOperations.Combine(device, x, signal, x, 0, x);
            context.EndStep(i + 1, timesteps.Count, t);
        }

        context.MirrorMargins(x);
        return x;
    }

    /// <summary>The first iterate: the inverted measurement where its noise is less than the iterate's.</summary>
    private static SpectralRule InitialRule(double s, double sigma, double level) => s * level > sigma && s > 0
        ? new(0, 0, Math.Sqrt(Math.Max(0, (level * level) - (sigma * sigma / (s * s)))), 1)
        : new(0, 0, level, 0);

    /// <summary>Equations 7 and 8 of the paper, for an iterate of noise level sigma_{t'}.</summary>
    private static SpectralRule Rule(double s, double sigma, double level, DdrmOptions options)
    {
        double kept = Math.Sqrt(1 - (options.Eta * options.Eta)) * level;
        if (s == 0)
        {
            return new(1, kept, options.Eta * level, 0);
        }

        if (s * level < sigma)
        {
            double pull = kept * s / sigma;
            return new(1 - pull, 0, options.Eta * level, pull);
        }

        double etaB = options.EtaB, rest = (level * level) - (etaB * etaB * sigma * sigma / (s * s));
        return new(1 - etaB, 0, Math.Sqrt(Math.Max(0, rest)), etaB);
    }
}

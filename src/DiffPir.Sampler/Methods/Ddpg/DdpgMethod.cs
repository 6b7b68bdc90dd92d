using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>
/// DDPG (Garber and Tirer, "Image restoration by denoising diffusion models with iteratively preconditioned guidance", 2024): guidance goes from that
/// of the regularised inverse, H^T (H H^T + eta)^-1 (H x0 - y), to the gradient H^T (H x0 - y) as noise falls. It needs no singular values.
/// </summary>
public sealed class DdpgMethod : RestorationMethod<DdpgOptions>
{
    /// <summary>The method's name.</summary>
    internal const string MethodName = "ddpg";

    // The inverse is never regularised less than this; below this noise nothing decays; published settings by task.
    private const double LeastEta = 1e-4, NoiseOfDecay = 0.03, ReductionGamma = 6, ReductionEta = 0.3, NoiseFreeReductionZeta = 0.7;

    /// <inheritdoc/>
    public override string Name => MethodName;

    /// <inheritdoc/>
    public override DdpgOptions Defaults(Degradation degradation, double noiseLevel)
    {
        var decay = noiseLevel / 255 < NoiseOfDecay ? DdpgDecay.None : DdpgDecay.Gradient;
        return (degradation.Kind is SuperResolution, noiseLevel > 0) switch
        {
            (true, true) => new() { Decay = decay, Gamma = ReductionGamma, Zeta = 1, Eta = ReductionEta },
            (true, false) => new() { Decay = decay, Zeta = NoiseFreeReductionZeta },
            (false, true) => new() { Decay = decay },
            (false, false) => new() { Decay = decay, Zeta = 1 },
        };
    }

    /// <inheritdoc/>
    protected override Tensor Run(SamplingContext context, DdpgOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        var timesteps = Timesteps(options, context.Schedule, context.Noise);
        var (device, schedule) = (context.Device, context.Schedule);
        Tensor x = context.Allocate(), clean = context.Allocate(), guided = context.Allocate(), noise = context.Allocate();
        var residual = context.AllocateMeasurement();
        var inverse = context.CreateDataStep();
        double eta = Math.Max(LeastEta, 4 * options.Eta * context.Noise * context.Noise); // noise is twice as large on [-1,1]
        context.Fill(x, 0, NoiseDraw.Initial);
        for (int i = 0; i < timesteps.Count; i++)
        {
            context.BeginStep();
            int t = timesteps[i];
            double now = schedule.AlphaBar(t), next = i == timesteps.Count - 1 ? 1 : schedule.AlphaBar(timesteps[i + 1]);
            double fall = (1 - next) / (1 - now), share = context.Noise > 0 ? Math.Pow(next, options.Gamma) : 0;
            context.PredictNoise(x, t, noise);
            context.PredictClean(clean, x, noise, t, clamp: false);
            context.MirrorMargins(clean);

            VectorOperations.Copy(device, guided, clean);
            inverse.Apply(guided, eta, (1 - share) * (options.Decay == DdpgDecay.Whole ? fall : 1));
            if (share > 0)
            {
                context.Operator.Misfit(clean, context.Measured, residual);
                context.Operator.Adjoint(residual, noise);
                BlendOperations.AddNoise(device, guided, noise, share * options.Scale * (options.Decay == DdpgDecay.None ? 1 : fall));
            }

            context.MirrorMargins(guided);

            // x' = a' x~ + s' (sqrt(zeta) n + sqrt(1 - zeta) d e), e = (x - a x~) / s; d is the gradient's share, and 1 without noise.
            double reused = options.Injects ? Math.Sqrt(fall * (1 - options.Zeta)) * (context.Noise > 0 ? share : 1) : 0;
            VectorOperations.Combine(device, x, reused, x, Math.Sqrt(next) - (reused * Math.Sqrt(now)), guided);
            if (options.Injects && options.Zeta > 0 && next < 1)
            {
                context.Fill(noise, i, NoiseDraw.Fresh);
                BlendOperations.AddNoise(device, x, noise, Math.Sqrt((1 - next) * options.Zeta));
            }

            context.EndStep(i + 1, timesteps.Count, t);
        }

        // With noise in the measurement, the picture before it is met: without that noise.
        return context.Noise > 0 ? clean : x;
    }
}

using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Kernels.Solvers;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>
/// DPS (Chung et al., "Diffusion posterior sampling for general noisy inverse problems", 2023): an ancestral step, and one down the gradient of
/// ||y - H x0(x)||, which goes through the network. It needs of H no more than a transpose. The variance of a step is that of the posterior (the
/// published program takes a learned one, which the networks here do not compute). With fewer than all time steps it is an accelerated form: each
/// gradient step stands for several and is as much longer, but never longer than the noise that is left.
/// </summary>
public sealed class DpsMethod : RestorationMethod<DpsOptions>
{
    /// <summary>The method's name.</summary>
    internal const string MethodName = "dps";

    /// <summary>The published scale for missing pixels.</summary>
    private const double InpaintingScale = 0.5;

    /// <inheritdoc/>
    public override string Name => MethodName;

    /// <inheritdoc/>
    public override bool NeedsGradient => true;

    /// <inheritdoc/>
    public override DpsOptions Defaults(Degradation degradation, double noiseLevel) =>
        degradation is Inpainting ? new() { Scale = InpaintingScale } : new();

    /// <inheritdoc/>
    protected override IReadOnlyList<int> Timesteps(DpsOptions options, NoiseSchedule schedule, double noiseLevel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(schedule);
        return [.. ThinnedSteps.Create(options.Steps, schedule).Reverse()];
    }

    /// <inheritdoc/>
    protected override Tensor Run(SamplingContext context, DpsOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        var timesteps = Timesteps(options, context.Schedule, context.Noise);
        double scale = options.Scale * context.Schedule.Count / timesteps.Count * FactorOf(options.Scaling, context);
        var (device, schedule) = (context.Device, context.Schedule);
        Tensor x = context.Allocate(), clean = context.Allocate(), noise = context.Allocate(), gradient = context.Allocate();
        var residual = context.AllocateMeasurement();
        var step = context.Own(new NormalizedStep(device));
        context.Fill(x, 0, NoiseDraw.Initial);
        for (int i = 0; i < timesteps.Count; i++)
        {
            context.BeginStep();
            int t = timesteps[i];
            bool isLast = i == timesteps.Count - 1;
            double now = schedule.AlphaBar(t), next = isLast ? 1 : schedule.AlphaBar(timesteps[i + 1]), variance = 1 - (now / next);
            context.PredictNoise(x, t, noise);
            context.PredictClean(clean, x, noise, t, clamp: true);

            // The network's tensor of noise is free now, and takes H^T (y - H x0) on its way back.
            context.Operator.Misfit(clean, context.Measured, residual);
            context.Operator.Adjoint(residual, noise);
            BlendOperations.PullBackLimits(device, noise, clean);
            context.PullBackClean(noise, gradient, t);

            context.MirrorMargins(clean);
            VectorOperations.Combine(
                device, x, Math.Sqrt(1 - variance) * (1 - next) / (1 - now), x, Math.Sqrt(next) * variance / (1 - now), clean);
            if (!isLast)
            {
                context.Fill(noise, i, NoiseDraw.Fresh);
                BlendOperations.AddNoise(device, x, noise, Math.Sqrt(variance * (1 - next) / (1 - now)));
            }

            double longest = timesteps.Count == schedule.Count
                ? double.PositiveInfinity
                : Math.Sqrt((1 - next) * context.Operator.Domain.Elements);
            step.Apply(x, gradient, residual, options.Scaling == DpsScaling.Signal ? scale * schedule.Signal(t) : scale, longest);
            context.EndStep(i + 1, timesteps.Count, t);
        }

        return x;
    }

    private static double FactorOf(DpsScaling scaling, SamplingContext context) => scaling switch
    {
        DpsScaling.Measurements => 0.5 / Math.Sqrt(context.Observations),
        DpsScaling.HalfSquares => Math.Sqrt(2),
        _ => 1,
    };
}

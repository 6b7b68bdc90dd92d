using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>
/// RePaint (Lugmayr et al., "RePaint: inpainting using denoising diffusion probabilistic models", 2022): the unconditional process on a thinned
/// schedule, known pixels replaced before each step by the measurement at that step's noise, and stretches walked again so that both parts come to
/// agree. The variance of a step is that of the posterior (the published program takes a learned one, which the networks here do not compute).
/// </summary>
public sealed class RePaintMethod : RestorationMethod<RePaintOptions>
{
    /// <summary>The method's name.</summary>
    internal const string MethodName = "repaint";

    /// <inheritdoc/>
    public override string Name => MethodName;

    /// <inheritdoc/>
    public override RePaintOptions Defaults(Degradation degradation, double noiseLevel) => new();

    /// <inheritdoc/>
    protected override string? Objection(Degradation degradation, RePaintOptions options)
    {
        ArgumentNullException.ThrowIfNull(degradation);
        return degradation is Inpainting ? null : $"{Name} fills in missing pixels; for {degradation.Name} use diffpir, ddrm, dpir or ddnm";
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<int> Timesteps(RePaintOptions options, NoiseSchedule schedule, double noiseLevel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(schedule);
        return ThinnedSteps.Create(options.Steps, schedule);
    }

    /// <inheritdoc/>
    protected override Tensor Run(SamplingContext context, RePaintOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        var timesteps = Timesteps(options, context.Schedule, context.Noise);
        double[] alphaBar = [.. timesteps.Select(context.Schedule.AlphaBar)];
        var path = JumpSchedule.Create(options.Steps, options.JumpLength, options.JumpRepeat);
        int done = 0, count = path.Zip(path.Skip(1)).Count(move => move.Second < move.First);
        var device = context.Device;
        Tensor x = context.Allocate(), clean = context.Allocate(), noise = context.Allocate();
        var replacement = new KnownReplacement(context, context.Measured);
        context.Fill(x, 0, NoiseDraw.Initial);
        for (int i = 0; i + 1 < path.Count; i++)
        {
            int from = path[i], to = path[i + 1];
            if (to > from)
            {
                double beta = 1 - (alphaBar[to] / alphaBar[from]);
                context.Fill(noise, i, NoiseDraw.Fresh);
                VectorOperations.Combine(device, x, Math.Sqrt(1 - beta), x, Math.Sqrt(beta), noise);
                continue;
            }

            context.BeginStep();
            int t = timesteps[from];
            if (i > 0)
            {
                replacement.Apply(x, i, NoiseDraw.Mixed, t);
            }

            context.PredictNoise(x, t, noise);
            context.PredictClean(clean, x, noise, t, clamp: true);
            context.MirrorMargins(clean);
            double now = alphaBar[from], next = to < 0 ? 1 : alphaBar[to], variance = 1 - (now / next);
            VectorOperations.Combine(
                device, x, Math.Sqrt(1 - variance) * (1 - next) / (1 - now), x, Math.Sqrt(next) * variance / (1 - now), clean);
            if (to >= 0)
            {
                context.Fill(noise, i, NoiseDraw.Fresh);
                BlendOperations.AddNoise(device, x, noise, Math.Sqrt(variance * (1 - next) / (1 - now)));
            }

            context.EndStep(++done, count, t);
        }

        return x;
    }
}

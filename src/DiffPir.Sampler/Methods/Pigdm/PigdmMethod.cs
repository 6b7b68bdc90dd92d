using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>
/// PiGDM (Song et al., "Pseudoinverse-guided diffusion models for inverse problems", 2023): a DDIM step, and one up the gradient of log p(y | x_t), for
/// which the clean picture is taken as normal with the prediction x0 as mean and the variance r^2 = s_t^2. With that it is
/// J^T H^T (r^2 H H^T + s_n^2)^-1 (y - H x0), and r^2 times what stands behind J^T is the way that the data step would take x0.
/// </summary>
public sealed class PigdmMethod : RestorationMethod<PigdmOptions>
{
    /// <summary>The method's name.</summary>
    internal const string MethodName = "pigdm";

    /// <summary>Least s_n^2 / r^2: where there is no noise, H H^T alone may have no inverse.</summary>
    private const double LeastRho = 1e-5;

    /// <inheritdoc/>
    public override string Name => MethodName;

    /// <inheritdoc/>
    public override bool NeedsGradient => true;

    /// <inheritdoc/>
    public override PigdmOptions Defaults(Degradation degradation, double noiseLevel) => new();

    /// <inheritdoc/>
    protected override Tensor Run(SamplingContext context, PigdmOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        var timesteps = Timesteps(options, context.Schedule, context.Noise);
        var (device, schedule, data) = (context.Device, context.Schedule, context.CreateDataStep());
        Tensor x = context.Allocate(), clean = context.Allocate(), noise = context.Allocate();
        Tensor way = context.Allocate(), gradient = context.Allocate();
        context.Fill(x, 0, NoiseDraw.Initial);
        for (int i = 0; i < timesteps.Count; i++)
        {
            context.BeginStep();
            int t = timesteps[i];
            bool isLast = i == timesteps.Count - 1;
            double now = schedule.AlphaBar(t), next = isLast ? 1 : schedule.AlphaBar(timesteps[i + 1]);
            context.PredictNoise(x, t, noise);
            context.PredictClean(clean, x, noise, t, options.Clamp);
            VectorOperations.Copy(device, way, clean);
            data.Apply(way, Math.Max(LeastRho, 4 * context.Noise * context.Noise / (1 - now)), 1);
            VectorOperations.Combine(device, way, 1, way, -1, clean);
            if (options.Clamp)
            {
                BlendOperations.PullBackLimits(device, way, clean);
                VectorOperations.Combine(device, noise, 1 / schedule.Noise(t), x, -schedule.Signal(t) / schedule.Noise(t), clean);
            }

            context.PullBackClean(way, gradient, t);

            double fresh = options.Eta * Math.Sqrt((1 - (now / next)) * (1 - next) / (1 - now)), kept = Math.Sqrt(1 - next - (fresh * fresh));
            context.MirrorMargins(clean);
            VectorOperations.Combine(device, x, Math.Sqrt(next), clean, kept, noise);
            if (fresh > 0)
            {
                context.Fill(noise, i, NoiseDraw.Fresh);
                BlendOperations.AddNoise(device, x, noise, fresh);
            }

            BlendOperations.AddNoise(device, x, gradient, WeightOf(options.Weight, now, next, kept));
            context.EndStep(i + 1, timesteps.Count, t);
        }

        context.MirrorMargins(x);
        return x;
    }

    private static double WeightOf(PigdmWeight weight, double now, double next, double kept) => Math.Sqrt(now) * weight switch
    {
        PigdmWeight.Adaptive => Math.Sqrt(next),
        PigdmWeight.Consistent => Math.Sqrt(next) - (kept * Math.Sqrt(now / (1 - now))),
        _ => 1,
    };
}

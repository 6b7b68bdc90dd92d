using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>
/// The steps of <see cref="DiffPirMethod"/> that draw a picture at the next lower time step and meet the measurement there. The variance of a draw is
/// that of the posterior (the published program takes a learned one, which the networks here do not compute).
/// </summary>
/// <param name="context">The problem.</param>
/// <param name="options">Settings.</param>
/// <param name="timesteps">Decreasing.</param>
/// <param name="data">The data step; null for none.</param>
internal sealed class AncestralLoop(SamplingContext context, DiffPirOptions options, IReadOnlyList<int> timesteps, IDataStep? data) : ISampleLoop
{
    /// <summary>Length of the gradient steps of DPS_yt in the published program.</summary>
    private const double NoisyStep = 0.35;

    private readonly NoiseSchedule _schedule = context.Schedule;
    private readonly Tensor _x = context.Allocate();
    private readonly Tensor _clean = context.Allocate();
    private readonly Tensor _noise = context.Allocate();
    private readonly Tensor? _noisy = options.Mode == DiffPirMode.DpsYt ? context.AllocateMeasurement() : null;
    private readonly KnownReplacement? _replacement = options.Mode == DiffPirMode.Repaint ? new(context, context.Measured) : null;
    private readonly FirstOrderDataStep? _gradient = options.Mode == DiffPirMode.DpsYt ? new(context) : null;

    /// <inheritdoc/>
    public Tensor Run()
    {
        context.Start(_x, _clean, timesteps[0], options.Guess);
        int last = timesteps.Count - 1;

        // DPS_yt does nothing in the last step.
        int count = _gradient is null ? timesteps.Count : last;
        for (int i = 0; i < count; i++)
        {
            int t = timesteps[i];
            context.BeginStep();
            _replacement?.Apply(_x, i, NoiseDraw.Measurement, t);
            context.PredictNoise(_x, t, _noise);
            context.PredictClean(_clean, _x, _noise, t, clamp: true);
            Descend(i, t);
            if (i < last)
            {
                MeetMeasurement(i, t);
            }

            context.MirrorMargins(_x);
            context.EndStep((context.Sample * count) + i + 1, options.Samples * count, t);
        }

        context.BeginStep();
        return _x;
    }

    /// <summary>From t to t - 1: the mean and variance of the posterior given x0, or with the predicted noise as it is.</summary>
    private void Descend(int position, int t)
    {
        double now = _schedule.AlphaBar(t), next = t == 0 ? 1 : _schedule.AlphaBar(t - 1), beta = _schedule.Beta(t);
        if (options.Ddim)
        {
            double ofNoise = Math.Sqrt(1 - next) / Math.Sqrt(1 - now);
            VectorOperations.Combine(context.Device, _x, ofNoise, _x, Math.Sqrt(next) - (ofNoise * Math.Sqrt(now)), _clean);
            return;
        }

        VectorOperations.Combine(
            context.Device, _x, (1 - next) * Math.Sqrt(1 - beta) / (1 - now), _x, beta * Math.Sqrt(next) / (1 - now), _clean);
        if (t > 0)
        {
            context.Fill(_noise, position, NoiseDraw.Fresh);
            BlendOperations.AddNoise(context.Device, _x, _noise, Math.Sqrt(beta * (1 - next) / (1 - now)));
        }
    }

    private void MeetMeasurement(int position, int t)
    {
        double rho = DataWeight.OfTransition(_schedule, t, options.Lambda, context.Noise);
        if (_gradient is null || _noisy is null)
        {
            data?.Apply(_x, rho, options.Guidance);
            return;
        }

        // The measurement as it would be at this time step: y_t = a_t y + s_t n. Lambda cancels.
        context.Fill(_noisy, position, NoiseDraw.Measurement);
        VectorOperations.Combine(context.Device, _noisy, _schedule.Signal(t), context.Measured, _schedule.Noise(t), _noisy);
        context.Operator.Conceal(_noisy);
        _gradient.Apply(_x, rho / (NoisyStep * options.Lambda), _noisy);
    }
}

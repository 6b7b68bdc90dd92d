using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>The steps of <see cref="DiffPirMethod"/> for one sample after another.</summary>
/// <param name="context">The problem.</param>
/// <param name="options">Settings.</param>
/// <param name="timesteps">Decreasing.</param>
/// <param name="data">The data step.</param>
internal sealed class DiffPirLoop(SamplingContext context, DiffPirOptions options, IReadOnlyList<int> timesteps, IDataStep data)
{
    private readonly NoiseSchedule _schedule = context.Schedule;
    private readonly Tensor _x = context.Allocate();
    private readonly Tensor _clean = context.Allocate();
    private readonly Tensor _noise = context.Allocate();

    /// <summary>Runs all steps and returns the tensor that holds the result, on [-1,1], until the next run.</summary>
    public Tensor Run()
    {
        Initialize();
        int last = timesteps.Count - 1;

        // The published program evaluates the prior once more at the end and discards the result.
        int steps = options.Final == FinalImage.LastIterate ? last : last + 1;
        for (int i = 0; i < steps; i++)
        {
            context.BeginStep();
            context.PredictNoise(_x, timesteps[i], _noise);
            context.PredictClean(_clean, _x, _noise, timesteps[i], clamp: true);
            if (i < last || options.Final == FinalImage.DataConsistentPrediction)
            {
                data.Apply(_clean, DataWeight.Of(_schedule, timesteps[i], options.Lambda, context.Noise), options.Guidance);
                context.MirrorMargins(_clean);
            }

            if (i < last)
            {
                AddNoise(i);
            }

            context.EndStep((context.Sample * steps) + i + 1, options.Samples * steps, timesteps[i]);
        }

        context.BeginStep();
        return options.Final == FinalImage.LastIterate ? _x : _clean;
    }

    /// <summary>x = a_t u + s_t n for the picture u to start from.</summary>
    private void Initialize()
    {
        context.Guess(_clean);
        context.Fill(_x, 0, NoiseDraw.Initial);
        SamplingOperations.Blend(context.Device, _x, _clean, _schedule.Noise(timesteps[0]), _schedule.Signal(timesteps[0]));
    }

    /// <summary>
    /// x = a' x0 + sqrt(1 - zeta) (sqrt(s'^2 - e^2) (x - a x0) / s + e n1) + sqrt(zeta) tau s' n2, e = eta s' / s sqrt(beta) (DiffPIR, eq. 15
    /// with the two options of the program; tau is 1 there). Coefficients of x and x0 are gathered in double.
    /// </summary>
    private void AddNoise(int i)
    {
        int from = timesteps[i], to = timesteps[i + 1];
        double reuse = Math.Sqrt(1 - options.Zeta), level = _schedule.Noise(to);
        double mixed = options.Eta * level / _schedule.Noise(from) * Math.Sqrt(_schedule.Beta(from));
        double ofX = reuse * Math.Sqrt((level * level) - (mixed * mixed)) / _schedule.Noise(from);
        double ofClean = _schedule.Signal(to) - (ofX * _schedule.Signal(from));
        double fresh = Math.Sqrt(options.Zeta) * options.Tau * level;
        if (reuse * mixed > 0)
        {
            context.Fill(_noise, i, NoiseDraw.Mixed);
            SamplingOperations.Blend(context.Device, _x, _clean, _noise, ofX, ofClean, reuse * mixed);
            if (fresh > 0)
            {
                context.Fill(_noise, i, NoiseDraw.Fresh);
                SamplingOperations.AddNoise(context.Device, _x, _noise, fresh);
            }
        }
        else if (fresh > 0)
        {
            context.Fill(_noise, i, NoiseDraw.Fresh);
            SamplingOperations.Blend(context.Device, _x, _clean, _noise, ofX, ofClean, fresh);
        }
        else
        {
            SamplingOperations.Blend(context.Device, _x, _clean, ofX, ofClean);
        }
    }
}

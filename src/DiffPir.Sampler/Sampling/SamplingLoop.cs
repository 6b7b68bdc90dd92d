using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>
/// The loop of DiffPIR on tensors of one picture: predict the clean picture, pull it towards the measurement, add noise for the next
/// timestep. It borrows everything it is given.
/// </summary>
/// <param name="device">Where.</param>
/// <param name="frame">Layout of the tensors.</param>
/// <param name="session">The prior, prepared for the timesteps.</param>
/// <param name="schedule">The prior's schedule.</param>
/// <param name="data">The data step.</param>
/// <param name="timesteps">Decreasing.</param>
/// <param name="options">Settings.</param>
/// <param name="noiseLevel">Of the measurement, on [0,1].</param>
/// <param name="noise">Random noise.</param>
/// <param name="x">The iterate.</param>
/// <param name="clean">The clean estimate; at first the picture to start from.</param>
/// <param name="scratch">Predicted noise, then random noise.</param>
internal sealed class SamplingLoop(
    ComputeDevice device, RestorationFrame frame, IPriorSession session, NoiseSchedule schedule, IDataStep data, IReadOnlyList<int> timesteps,
    SamplerOptions options, double noiseLevel, INoiseSource noise, Tensor x, Tensor clean, Tensor scratch)
{
    private readonly NoiseSchedule _schedule = schedule;

    /// <summary>Runs all steps and returns the tensor that holds the result, on [-1,1].</summary>
    public Tensor Run(IProgress<SamplerProgress>? progress, CancellationToken cancellation)
    {
        Initialize();
        int last = timesteps.Count - 1;

        // The published program evaluates the prior once more at the end and discards the result.
        int steps = options.Final == FinalImage.LastIterate ? last : last + 1;
        for (int i = 0; i < steps; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Denoise(i, cancellation);
            if (i < last || options.Final == FinalImage.DataConsistentPrediction)
            {
                data.Apply(clean, DataWeight.Of(_schedule, timesteps[i], options.Lambda, noiseLevel), options.Guidance);
                RegionOperations.MirrorMargins(device, clean, frame.Rows, frame.Columns);
            }

            if (i < last)
            {
                AddNoise(i);
            }

            if (progress is not null || cancellation.CanBeCanceled)
            {
                device.Synchronize();
                progress?.Report(new(i + 1, steps, timesteps[i]));
            }
        }

        cancellation.ThrowIfCancellationRequested();
        return options.Final == FinalImage.LastIterate ? x : clean;
    }

    /// <summary>x = a_t u + s_t n for the picture u to start from.</summary>
    private void Initialize()
    {
        RegionOperations.MirrorMargins(device, clean, frame.Rows, frame.Columns);
        noise.Fill(x, 0, NoiseDraw.Initial);
        SamplingOperations.Blend(device, x, clean, _schedule.Noise(timesteps[0]), _schedule.Signal(timesteps[0]));
    }

    private void Denoise(int i, CancellationToken cancellation)
    {
        session.PredictNoise(x, i, scratch, cancellation);
        SamplingOperations.PredictClean(device, clean, x, scratch, _schedule.Signal(timesteps[i]), _schedule.Noise(timesteps[i]));
    }

    /// <summary>
    /// x = a' x0 + sqrt(1 - zeta) (sqrt(s'^2 - e^2) (x - a x0) / s + e n1) + sqrt(zeta) s' n2, e = eta s' / s sqrt(beta) (DiffPIR, eq. 15
    /// with the two options of the program). Coefficients of x and x0 are gathered in double.
    /// </summary>
    private void AddNoise(int i)
    {
        int from = timesteps[i], to = timesteps[i + 1];
        double reuse = Math.Sqrt(1 - options.Zeta), level = _schedule.Noise(to);
        double mixed = options.Eta * level / _schedule.Noise(from) * Math.Sqrt(_schedule.Beta(from));
        double ofX = reuse * Math.Sqrt((level * level) - (mixed * mixed)) / _schedule.Noise(from);
        double ofClean = _schedule.Signal(to) - (ofX * _schedule.Signal(from));
        double fresh = Math.Sqrt(options.Zeta) * level;
        if (reuse * mixed > 0)
        {
            noise.Fill(scratch, i, NoiseDraw.Mixed);
            SamplingOperations.Blend(device, x, clean, scratch, ofX, ofClean, reuse * mixed);
            if (fresh > 0)
            {
                noise.Fill(scratch, i, NoiseDraw.Fresh);
                SamplingOperations.AddNoise(device, x, scratch, fresh);
            }
        }
        else if (fresh > 0)
        {
            noise.Fill(scratch, i, NoiseDraw.Fresh);
            SamplingOperations.Blend(device, x, clean, scratch, ofX, ofClean, fresh);
        }
        else
        {
            SamplingOperations.Blend(device, x, clean, ofX, ofClean);
        }
    }
}

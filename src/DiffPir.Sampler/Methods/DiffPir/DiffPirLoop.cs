using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>The steps of <see cref="DiffPirMethod"/> that predict the clean picture, meet the measurement, and add the noise of the next time step.</summary>
/// <param name="context">The problem.</param>
/// <param name="options">Settings.</param>
/// <param name="timesteps">Decreasing.</param>
/// <param name="data">The data step; null for none.</param>
internal sealed class DiffPirLoop(SamplingContext context, DiffPirOptions options, IReadOnlyList<int> timesteps, IDataStep? data) : ISampleLoop
{
    private readonly NoiseSchedule _schedule = context.Schedule;
    private readonly Tensor _x = context.Allocate();
    private readonly Tensor _clean = context.Allocate();
    private readonly Tensor _noise = context.Allocate();
    private readonly LaggedMixing _mixing = new(context, timesteps, options.Mixing);
    private readonly ResidualBall? _ball = data is not null && options.ResidualBall is { } factor ? new(context, data, factor) : null;
    private readonly KnownReplacement? _replacement = options.Mode == DiffPirMode.Repaint ? new(context, context.Measured) : null;

    /// <inheritdoc/>
    public Tensor Run()
    {
        context.Start(_x, _clean, timesteps[0], options.Guess);
        int last = timesteps.Count - 1;

        // The published program evaluates the prior once more at the end and discards the result.
        bool evaluatesLast = options.Final != FinalImage.LastIterate;
        int count = (last * options.Repetitions) + (evaluatesLast ? 1 : 0), done = context.Sample * count;
        for (int i = 0; i < last; i++)
        {
            for (int repetition = 0; repetition < options.Repetitions; repetition++)
            {
                int position = (i * options.Repetitions) + repetition;
                Predict(position, timesteps[i]);
                MeetMeasurement(position, timesteps[i]);
                _mixing.Apply(_clean, i);
                AddNoise(position, timesteps[i], timesteps[i + 1]);
                if (repetition + 1 < options.Repetitions)
                {
                    GoBack(position, timesteps[i], timesteps[i + 1]);
                }

                context.EndStep(++done, options.Samples * count, timesteps[i]);
            }
        }

        if (evaluatesLast)
        {
            Predict(last * options.Repetitions, timesteps[last]);
            if (options.Final == FinalImage.DataConsistentPrediction)
            {
                MeetMeasurement(last * options.Repetitions, timesteps[last]);
            }

            context.EndStep(++done, options.Samples * count, timesteps[last]);
        }

        context.BeginStep();
        return evaluatesLast ? _clean : _x;
    }

    private void Predict(int position, int t)
    {
        context.BeginStep();
        _replacement?.Apply(_x, position, NoiseDraw.Measurement, t);
        context.PredictNoise(_x, t, _noise);
        context.PredictClean(_clean, _x, _noise, t, clamp: true);
    }

    private void MeetMeasurement(int position, int t)
    {
        if (_ball is not null)
        {
            _ball.Apply(_clean, options.Guidance);
        }
        else if (data is not null)
        {
            double rho = DataWeight.Of(_schedule, t, options.Lambda, context.Noise);
            if (position == 0)
            {
                data.Apply(_clean, rho, options.Guidance); // what was before it is another draw
            }
            else
            {
                // Where the prior needs no detail, margins need none either.
                data.Follow(_clean, rho, options.Guidance, options.Coarse is { } from && _schedule.Noise(t) >= from * _schedule.Signal(t));
            }
        }

        context.MirrorMargins(_clean);
    }

    /// <summary>
    /// x = a' x0 + sqrt(1 - zeta) (sqrt(s'^2 - e^2) (x - a x0) / s + e n1) + sqrt(zeta) tau s' n2, e = eta s' / s sqrt(beta) (DiffPIR, eq. 15
    /// with the two options of the program; tau is 1 there). Coefficients of x and x0 are gathered in double.
    /// </summary>
    private void AddNoise(int position, int from, int to)
    {
        double reuse = Math.Sqrt(1 - options.Zeta), level = _schedule.Noise(to);
        double mixed = options.Eta * level / _schedule.Noise(from) * Math.Sqrt(_schedule.Beta(from));
        double ofX = reuse * Math.Sqrt((level * level) - (mixed * mixed)) / _schedule.Noise(from);
        double ofClean = _schedule.Signal(to) - (ofX * _schedule.Signal(from));
        double fresh = Math.Sqrt(options.Zeta) * options.Tau * level;
        if (reuse * mixed > 0)
        {
            context.Fill(_noise, position, NoiseDraw.Mixed);
            BlendOperations.Blend(context.Device, _x, _clean, _noise, ofX, ofClean, reuse * mixed);
            if (fresh > 0)
            {
                context.Fill(_noise, position, NoiseDraw.Fresh);
                BlendOperations.AddNoise(context.Device, _x, _noise, fresh);
            }
        }
        else if (fresh > 0)
        {
            context.Fill(_noise, position, NoiseDraw.Fresh);
            BlendOperations.Blend(context.Device, _x, _clean, _noise, ofX, ofClean, fresh);
        }
        else
        {
            BlendOperations.Blend(context.Device, _x, _clean, ofX, ofClean);
        }
    }

    /// <summary>x = r x + sqrt(s^2 - r^2 s'^2) n with r = a / a': from the next time step back to this one.</summary>
    private void GoBack(int position, int from, int to)
    {
        double ratio = _schedule.Signal(from) / _schedule.Signal(to), lower = ratio * _schedule.Noise(to), level = _schedule.Noise(from);
        context.Fill(_noise, position, NoiseDraw.Repetition);
        VectorOperations.Combine(context.Device, _x, ratio, _x, Math.Sqrt((level * level) - (lower * lower)), _noise);
    }
}

using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>What DDNM and DDNM+ share: the walk through the time steps, with travel back in time.</summary>
internal sealed class DdnmLoop
{
    private readonly SamplingContext _context;
    private readonly IReadOnlyList<int> _path;
    private readonly IReadOnlyList<int> _timesteps;

    /// <summary>Allocates.</summary>
    public DdnmLoop(SamplingContext context, DdnmOptionsBase options)
    {
        _context = context;
        _timesteps = UniformSteps.Create(options.Steps, context.Schedule);
        _path = JumpSchedule.Create(options.Steps, options.TravelLength, options.TravelRepeat);
        (X, Clean, Noise, Fresh) = (context.Allocate(), context.Allocate(), context.Allocate(), context.Allocate());
    }

    /// <summary>The iterate.</summary>
    public Tensor X { get; }

    /// <summary>The predicted clean picture.</summary>
    public Tensor Clean { get; }

    /// <summary>The predicted noise.</summary>
    public Tensor Noise { get; }

    /// <summary>Fresh noise.</summary>
    public Tensor Fresh { get; }

    /// <summary>Runs all steps and returns the result.</summary>
    /// <param name="step">
    /// Makes the next iterate in <see cref="X"/> from the other tensors, <see cref="Clean"/> not limited to [-1,1]; its arguments are a_{t'} and
    /// s_{t'} of the time step it is for, 1 and 0 at the end.
    /// </param>
    public Tensor Run(Action<double, double> step)
    {
        _context.Fill(X, 0, NoiseDraw.Initial);
        int done = 0, count = _path.Zip(_path.Skip(1)).Count(move => move.Second < move.First);
        for (int i = 0; i + 1 < _path.Count; i++)
        {
            int from = _path[i], to = _path[i + 1];
            var (signal, level) = to < 0 ? (1, 0) : (_context.Schedule.Signal(TimestepAt(to)), _context.Schedule.Noise(TimestepAt(to)));
            if (to < from)
            {
                int t = TimestepAt(from);
                _context.BeginStep();
                _context.PredictNoise(X, t, Noise);
                _context.PredictClean(Clean, X, Noise, t, clamp: false);
                _context.MirrorMargins(Clean);
                _context.Fill(Fresh, i, NoiseDraw.Fresh);
                step(signal, level);
                _context.EndStep(++done, count, t);
            }
            else
            {
                // Back in time from the last prediction, before it met the measurement.
                _context.Fill(Fresh, i, NoiseDraw.Fresh);
                VectorOperations.Combine(_context.Device, X, signal, Clean, level, Fresh);
            }
        }

        return X;
    }

    private int TimestepAt(int position) => _timesteps[_timesteps.Count - 1 - position];
}

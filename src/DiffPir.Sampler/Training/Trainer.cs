using System.Diagnostics;
using DiffPir.Kernels;
using DiffPir.Kernels.RandomNumbers;
using DiffPir.Kernels.Training;
using DiffPir.Network;

namespace DiffPir.Sampler.Training;

/// <summary>
/// Trains a UNet to predict the noise in noisy squares of photographs. Photographs, batches, weights and the optimizer stay on the device;
/// between two reports nothing returns to the host. The same seed, options and photographs give the same weights on the same device.
/// </summary>
public sealed class Trainer : IDisposable
{
    private const int HeldOutBatches = 4;
    private const int MostSkippedInARow = 20;

    // Processors compute while the host would only run ahead; a GPU must not wait for it.
    private const int StepsAheadOnGpu = 4;

    private static readonly NoiseKey HeldOutKey = new(0, 0, uint.MaxValue - HeldOutBatches, 0);

    private readonly ComputeDevice _device;
    private readonly TrainingOptions _options;
    private readonly TrainingBatches _batches;
    private readonly Optimizer _optimizer;
    private readonly TrainingSession _session;
    private readonly List<Tensor> _tensors = [];
    private readonly Tensor _x, _noise, _predicted, _vector, _t;
    private readonly (int HeldOut, int Count) _photographs;
    private readonly double _secondsBefore;
    private int _steps;

    /// <summary>Prepares a training, from its beginning or from where it stopped.</summary>
    /// <param name="device">Where it runs; multiplies in single precision.</param>
    /// <param name="network">The network.</param>
    /// <param name="photographs">Rows of pixels of three bytes each, both sides at least those of a crop; the first ones are held out.</param>
    /// <param name="heldOut">How many are held out: at least 1, and fewer than there are.</param>
    /// <param name="options">Its course.</param>
    /// <param name="state">Where it stands.</param>
    /// <param name="choices">Measured choices among candidates; null for none.</param>
    /// <exception cref="DeviceException">The device has too little memory.</exception>
    /// <exception cref="ArgumentException">Photographs, crop or state do not fit.</exception>
    public Trainer(
        ComputeDevice device,
        UNetConfiguration network,
        IReadOnlyList<(byte[] Pixels, int Height, int Width)> photographs,
        int heldOut,
        TrainingOptions options,
        TrainingState state,
        TuningTable? choices = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(photographs);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(state);
        if (heldOut < 1 || heldOut >= photographs.Count)
        {
            throw new ArgumentException($"of {photographs.Count} photographs {heldOut} cannot be held out", nameof(heldOut));
        }

        if (options.Crop % network.SizeMultiple != 0 || photographs.Any(p => Math.Min(p.Height, p.Width) < options.Crop))
        {
            throw new ArgumentException(
                $"crops of {options.Crop} are no multiple of {network.SizeMultiple}, or larger than a photograph", nameof(options));
        }

        (_device, _options, _photographs, _steps, _secondsBefore) = (device, options, (heldOut, photographs.Count), state.Steps, state.Seconds);
        var schedule = network.Training.ToSchedule();
        _batches = new TrainingBatches(
            device, photographs, [.. Enumerable.Range(0, schedule.Count).Select(t => (float)schedule.Signal(t))],
            [.. Enumerable.Range(0, schedule.Count).Select(t => (float)schedule.Noise(t))]);
        _optimizer = new Optimizer(device, TrainingParameters.LayoutOf(network));
        _optimizer.Weights.Upload(state.Weights);
        _optimizer.Average.Upload(state.Average);
        _optimizer.FirstMoment.Upload(state.FirstMoment);
        _optimizer.SecondMoment.Upload(state.SecondMoment);
        var shape = new TensorShape(options.Batch, network.InChannels, options.Crop, options.Crop);
        (_x, _noise, _predicted, _vector) = (Allocate(shape), Allocate(shape), Allocate(shape), Allocate(shape));
        _t = Allocate(new(1, 1, 1, options.Batch));
        _session = new TrainingSession(device, network, shape, _optimizer.Weights, _optimizer.Gradients, choices);
    }

    /// <summary>Bytes of the buffers that a step needs beside photographs and parameters.</summary>
    public long PlannedBytes => _session.PlannedBytes;

    /// <summary>Takes steps until a limit is reached.</summary>
    /// <param name="limits">When it ends, tells and saves.</param>
    /// <param name="report">Is told how it stands, from time to time and at the end.</param>
    /// <param name="save">Keeps the state, from time to time and at the end, also when cancelled.</param>
    /// <param name="cancellation">Ends it after the current step.</param>
    /// <exception cref="SamplerException">The loss is not a number, many times in a row.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the state has been saved.</exception>
    public void Run(TrainingLimits limits, Action<TrainingProgress> report, Action<TrainingState> save, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(save);
        var clock = Stopwatch.StartNew();
        TimeSpan reported = TimeSpan.Zero, saved = TimeSpan.Zero;
        int stepsReported = _steps, stepsSaved = _steps;
        while (!cancellation.IsCancellationRequested && limits.Done(_steps, clock.Elapsed) is < 1 and var done)
        {
            Step(done);
            if (_device.Threads > 0 || _steps % StepsAheadOnGpu == 0)
            {
                _device.Synchronize();
            }

            if (clock.Elapsed - reported >= limits.ReportEvery)
            {
                report(Report(_steps - stepsReported, clock.Elapsed - reported, clock.Elapsed));
                (reported, stepsReported) = (clock.Elapsed, _steps);
            }

            if (clock.Elapsed - saved >= limits.SaveEvery)
            {
                save(State(clock.Elapsed));
                (saved, stepsSaved) = (clock.Elapsed, _steps);
            }
        }

        _device.Synchronize();
        var end = clock.Elapsed;
        if (stepsSaved != _steps || _steps == 0)
        {
            save(State(end));
        }

        report(Report(_steps - stepsReported, end - reported, end));
        cancellation.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _tensors.ForEach(tensor => tensor.Dispose());
        _optimizer.Dispose();
        _batches.Dispose();
    }

    private void Step(double done)
    {
        _batches.Fill(
            _x, _noise, _t, new(_options.Seed, 0, (uint)_steps, 0), _photographs.HeldOut, _photographs.Count - _photographs.HeldOut,
            _options.EarlyTimesteps);
        _session.Predict(_x, _t, _predicted);
        _optimizer.Differentiate(_predicted, _noise, _vector);
        _session.PullBack(_vector);
        _steps++;
        _optimizer.Step(_steps, _options.RateAt(_steps, done), decay: 0, _options.LargestNorm, _options.AverageKeptAt(_steps));
        _session.Use(_optimizer.Weights);
    }

    private TrainingProgress Report(int steps, TimeSpan time, TimeSpan all)
    {
        var taken = _optimizer.TakeReport();
        if (taken.SkippedInARow >= MostSkippedInARow)
        {
            throw new SamplerException(
                $"loss or gradients were no numbers in {taken.SkippedInARow} steps in a row. Begin again with a lower learning rate, "
                + "or from other weights");
        }

        return new(
            _steps, (long)_steps * _options.Batch, taken.Loss, HeldOutLoss(), steps * _options.Batch / time.TotalSeconds, taken.Skipped,
            _secondsBefore + all.TotalSeconds);
    }

    private double HeldOutLoss()
    {
        _session.Use(_optimizer.Average);
        for (uint i = 0; i < HeldOutBatches; i++)
        {
            _batches.Fill(_x, _noise, _t, HeldOutKey with { Step = HeldOutKey.Step + i }, 0, _photographs.HeldOut, _options.EarlyTimesteps);
            _session.Predict(_x, _t, _predicted);
            _optimizer.Differentiate(_predicted, _noise, _vector);
        }

        _session.Use(_optimizer.Weights);
        return _optimizer.TakeReport().Loss;
    }

    private TrainingState State(TimeSpan time) => new(
        _steps, _secondsBefore + time.TotalSeconds, _optimizer.Weights.Download(), _optimizer.Average.Download(), _optimizer.FirstMoment.Download(),
        _optimizer.SecondMoment.Download());

    private Tensor Allocate(TensorShape shape)
    {
        var tensor = _device.Allocate(shape);
        _tensors.Add(tensor);
        return tensor;
    }
}

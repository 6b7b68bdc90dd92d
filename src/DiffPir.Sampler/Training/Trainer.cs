using DiffPir.Kernels;
using DiffPir.Kernels.Training;
using DiffPir.Network;

namespace DiffPir.Sampler.Training;

/// <summary>
/// Trains a UNet to predict the noise in noisy squares of photographs. Photographs, batches, weights and the optimizer stay on the device;
/// between two reports nothing returns to the host. The same seed, options and photographs give the same weights on the same device.
/// </summary>
public sealed class Trainer : IDisposable
{
    private const int MostSkippedInARow = 20;

    // Processors compute while the host would only run ahead; a GPU must not wait for it.
    private const int StepsAheadOnGpu = 4;

    private readonly ComputeDevice _device;
    private readonly TrainingOptions _options;
    private readonly int _part;
    private readonly TrainingBatches _batches;
    private readonly DenoisingLoss _loss;
    private readonly Optimizer _optimizer;
    private readonly TrainingSession _session;
    private readonly List<Tensor> _tensors = [];
    private readonly BatchTensors _batch;
    private readonly Tensor _predicted, _vector;
    private readonly HeldOutMeasurement _heldOut;
    private readonly BatchDraw _draw;
    private readonly double _secondsBefore;
    private int _steps;

    /// <summary>Prepares a training, from its beginning or from where it stopped.</summary>
    /// <param name="device">Where it runs; a processor in single precision, a GPU in any (<see cref="TrainingSession"/>).</param>
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

        _part = options.Microbatch ?? options.Batch;
        if (_part < 1 || options.Batch % _part != 0)
        {
            throw new ArgumentException($"a batch of {options.Batch} does not come in parts of {_part}", nameof(options));
        }

        (_device, _options, _steps, _secondsBefore) = (device, options, state.Steps, state.Seconds);
        var schedule = network.Training.ToSchedule();
        _batches = new TrainingBatches(
            device, photographs, [.. Enumerable.Range(0, schedule.Count).Select(t => (float)schedule.Signal(t))],
            [.. Enumerable.Range(0, schedule.Count).Select(t => (float)schedule.Noise(t))], network.Training.ToNetworkTime(1));
        _loss = new DenoisingLoss(device, _part, schedule.Count);
        _loss.History.Upload(state.Losses);
        _optimizer = new Optimizer(device, TrainingParameters.LayoutOf(network), takesParts: _part < options.Batch);
        _optimizer.Weights.Upload(state.Weights);
        _optimizer.Average.Upload(state.Average);
        _optimizer.FirstMoment.Upload(state.FirstMoment);
        _optimizer.SecondMoment.Upload(state.SecondMoment);
        if (state.LossFactor is { } factor)
        {
            _optimizer.LossFactor.Upload(factor);
        }

        var shape = new TensorShape(_part, network.InChannels, options.Crop, options.Crop);
        _batch = new(Allocate(shape), Allocate(shape), Allocate(new(1, 1, 1, _part)), Allocate(new(1, 1, 2, _part)));
        (_predicted, _vector) = (Allocate(shape), Allocate(shape));
        _session = new TrainingSession(device, network, shape, _optimizer.Weights, _optimizer.Gradients, choices, options.Memory);
        _draw = new(new(options.Seed, 0, 0, 0), options.Batch, heldOut, photographs.Count - heldOut)
        {
            EarlyTimesteps = options.Timesteps == TimestepSampling.Restoration ? (int)(TrainingOptions.EarlyShare * schedule.Count) : null,
            Shares = options.Timesteps == TimestepSampling.LossAware ? _loss.Shares : null,
        };
        _heldOut = new HeldOutMeasurement(
            new HeldOutSquares(device, network, photographs.Take(heldOut), options.Crop, choices), _batches, heldOut, _part, schedule.Count);
    }

    /// <summary>Bytes of the buffers that a step needs beside photographs and parameters.</summary>
    public long PlannedBytes => _session.PlannedBytes;

    /// <summary>Takes steps until a limit is reached.</summary>
    /// <param name="limits">When it ends, tells and saves.</param>
    /// <param name="report">Is told how it stands, from time to time and at the end.</param>
    /// <param name="save">Keeps the state, from time to time and at the end, also when cancelled.</param>
    /// <param name="sample">Takes pictures to look at, where the limits ask for them.</param>
    /// <param name="cancellation">Ends it after the current step.</param>
    /// <exception cref="SamplerException">The loss is not a number, many times in a row.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the state has been saved.</exception>
    public void Run(
        TrainingLimits limits,
        Action<TrainingProgress> report,
        Action<TrainingState> save,
        Action<int, IReadOnlyList<TrainingSample>>? sample = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(save);
        var clock = new TrainingClock(limits, _steps);
        while (!cancellation.IsCancellationRequested && limits.Done(_steps, clock.Elapsed) is < 1 and var done)
        {
            Step(done);
            clock.Stepped(_steps);
            if (_device.Threads > 0 || _steps % StepsAheadOnGpu == 0)
            {
                _device.Synchronize();
            }

            if (clock.IsReportDue)
            {
                UnlessCancelled(() => Report(clock, report, cancellation));
            }

            if (clock.IsSaveDue)
            {
                save(State(clock.Elapsed));
                clock.Saved();
            }

            if (sample is not null && clock.IsSampleDue)
            {
                UnlessCancelled(() => clock.Sample(() => sample(_steps, _heldOut.Draw(_optimizer.Average.Download(), cancellation))));
            }
        }

        _device.Synchronize();
        if (clock.HasUnsaved || _steps == 0)
        {
            save(State(clock.Elapsed));
        }

        Report(clock, report, CancellationToken.None, isLast: true);
        cancellation.ThrowIfCancellationRequested();
        if (sample is not null && clock.HasUnsampled)
        {
            sample(_steps, _heldOut.Draw(_optimizer.Average.Download(), cancellation));
        }

        // The loop ends of itself, and what was learnt is saved.
        void UnlessCancelled(Action work)
        {
            try
            {
                work();
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
            }
        }
    }

    /// <summary>Searches the settings of restoration that suit the averaged weights, on squares of photographs held out.</summary>
    /// <param name="start">Where to begin.</param>
    /// <param name="budget">Stops with the best so far when so much time has gone.</param>
    /// <param name="cancellation">Stops it without a result.</param>
    public PriorSettings SearchSettings(PriorSettings start, TimeSpan budget, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        return _heldOut.Search(_optimizer.Average.Download(), start, budget, cancellation) with { SearchedAfterSteps = _steps };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _tensors.ForEach(tensor => tensor.Dispose());
        _loss.Dispose();
        _optimizer.Dispose();
        _batches.Dispose();
    }

    private void Step(double done)
    {
        var draw = _draw with { Key = _draw.Key with { Step = (uint)_steps } };
        if (draw.Shares is not null)
        {
            _loss.MakeShares();
        }

        for (int first = 0; first < _options.Batch; first += _part)
        {
            _batches.Fill(draw, first, _batch);
            _session.Predict(_batch.X, _batch.Time, _predicted);
            _loss.Differentiate(_predicted, _batch.Noise, _batch.Drawn, (double)_part / _options.Batch, _optimizer.LossFactor, _vector);
            _session.PullBack(_vector);
            if (_part < _options.Batch)
            {
                _optimizer.Accumulate(isFirst: first == 0);
            }
        }

        _steps++;
        _optimizer.Step(_steps, _options.RateAt(_steps, done), decay: 0, _options.LargestNorm, _options.AverageKeptAt(_steps));
        _session.Use(_optimizer.Weights);
    }

    private void Report(TrainingClock clock, Action<TrainingProgress> report, CancellationToken cancellation, bool isLast = false)
    {
        var taken = _optimizer.TakeReport();
        double loss = _loss.TakeMean(), speed = clock.TakeSpeed();
        if (taken.SkippedInARow >= MostSkippedInARow)
        {
            throw new SamplerException(
                $"loss or gradients were no numbers in {taken.SkippedInARow} steps in a row. Begin again with a lower learning rate, "
                + "or from other weights");
        }

        if (isLast || clock.IsMeasureDue)
        {
            clock.Measure(() => _heldOut.Measure(_session, _optimizer, _loss, _batch, _predicted, cancellation));
        }

        if (cancellation.IsCancellationRequested)
        {
            return; // the last report comes after it
        }

        report(new(
            _steps, (long)_steps * _options.Batch, loss, _heldOut.Latest, speed * _options.Batch, taken.Skipped,
            _secondsBefore + clock.Elapsed.TotalSeconds, clock.SecondsLeft(speed)));
    }

    private TrainingState State(TimeSpan time) => new(
        _steps, _secondsBefore + time.TotalSeconds, _optimizer.Weights.Download(), _optimizer.Average.Download(), _optimizer.FirstMoment.Download(),
        _optimizer.SecondMoment.Download(), _loss.History.Download())
    {
        LossFactor = _optimizer.LossFactor.Download(),
    };

    private Tensor Allocate(TensorShape shape)
    {
        var tensor = _device.Allocate(shape);
        _tensors.Add(tensor);
        return tensor;
    }
}

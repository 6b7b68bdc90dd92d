using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>
/// What a method works with: the problem on the device, the prior, noise, tensors of the restored picture's shape, and the ends of its steps.
/// Pictures are on [-1,1], the measurement is that of such pictures, and calls only enqueue work.
/// </summary>
public sealed class SamplingContext : IDisposable
{
    /// <summary>About what a step takes besides its prediction, as a share of one at the full resolution.</summary>
    private const double WorkBesidesPrior = 0.1;

    private readonly RestorationFrame _frame;
    private readonly Degradation _degradation;
    private readonly IGradientSession _session;
    private readonly Dictionary<int, int> _stepOf;
    private readonly INoiseSource _noise;
    private readonly IProgress<SamplerProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly List<IDisposable> _owned = [];
    private readonly double _meanWork;
    private double _work;
    private Tensor? _expected;

    /// <summary>Uploads a measurement. All arguments are borrowed.</summary>
    internal SamplingContext(
        LinearOperator linear, Degradation degradation, RestorationFrame frame, double noise, NoiseSchedule schedule, IGradientSession session,
        IReadOnlyList<int> timesteps, INoiseSource source, IProgress<SamplerProgress>? progress, CancellationToken cancellation)
    {
        (Operator, _degradation, _frame, Noise, Schedule, _session, _noise) = (linear, degradation, frame, noise, schedule, session, source);
        (_progress, _cancellation) = (progress, cancellation);
        _stepOf = timesteps.Select((t, index) => (t, index)).ToDictionary(pair => pair.t, pair => pair.index);
        _meanWork = _stepOf.Keys.Average(WorkOf);
        Measured = Own(Device.Allocate(linear.Range));
        linear.Observe(frame.Observed, Measured);
    }

    /// <summary>Where everything runs.</summary>
    public ComputeDevice Device => Operator.Device;

    /// <summary>H.</summary>
    public LinearOperator Operator { get; }

    /// <summary>What is undone.</summary>
    public Degradation Degradation => _degradation;

    /// <summary>y = H x + n for pictures x on [-1,1]: n has the standard deviation 2 <see cref="Noise"/>.</summary>
    public Tensor Measured { get; }

    /// <summary>The measurement as a picture on [0,1].</summary>
    internal PlanarImage Observed => _frame.Observed;

    /// <summary>
    /// Standard deviation of the measurement's noise, on the scale [0,1] of light; of channels that share noise, as those that repeat a grey one do, that of
    /// the mixture of them that has the most.
    /// </summary>
    public double Noise { get; }

    /// <summary>Standard deviation of the noise that the measurement shows, whether channels share it or not.</summary>
    internal double ShownNoise => Noise / ChannelNoise.Strength;

    /// <summary>How the noise of the measurement's channels hangs together.</summary>
    internal ChannelNoise ChannelNoise => _frame.ChannelNoise;

    /// <summary>The prior's schedule.</summary>
    public NoiseSchedule Schedule { get; }

    /// <summary>Which of several samples is being drawn; each has noise of its own.</summary>
    public int Sample { get; set; }

    /// <summary>A tensor of the restored picture's shape, which lives as long as this.</summary>
    public Tensor Allocate() => Own(Device.Allocate(Operator.Domain));

    /// <summary>A tensor of the measurement's shape, which lives as long as this.</summary>
    public Tensor AllocateMeasurement() => Own(Device.Allocate(Operator.Range));

    /// <summary>Keeps something until this is disposed.</summary>
    public T Own<T>(T something)
        where T : IDisposable
    {
        _owned.Add(something);
        return something;
    }

    /// <summary>The proximal operator of the measurement, which lives as long as this.</summary>
    public IDataStep CreateDataStep() => Own(Operator.CreateDataStep(Measured));

    /// <summary>A first guess: the measurement, enlarged where it is smaller.</summary>
    /// <param name="clean">Receives it.</param>
    /// <param name="guess">What missing pixels begin with.</param>
    public void Guess(Tensor clean, FirstGuess guess)
    {
        _frame.Guess(Device, guess, clean);
        MirrorMargins(clean);
    }

    /// <summary>x = a_t u + s_t n for the first guess u.</summary>
    /// <param name="x">Receives the noisy picture.</param>
    /// <param name="clean">Receives the guess.</param>
    /// <param name="t">The time step.</param>
    /// <param name="guess">What missing pixels begin with.</param>
    internal void Start(Tensor x, Tensor clean, int t, FirstGuess guess)
    {
        Guess(clean, guess);
        Fill(x, 0, NoiseDraw.Initial);
        BlendOperations.Blend(Device, x, clean, Schedule.Noise(t), Schedule.Signal(t));
    }

    /// <summary>Predicts the noise in x, which has as much as time step t says.</summary>
    public void PredictNoise(Tensor x, int t, Tensor noise) => _session.PredictNoise(x, _stepOf[t], noise, _cancellation);

    /// <summary>clean = (x - s_t noise) / a_t, the picture that a predicted noise implies.</summary>
    /// <param name="clean">Receives the picture.</param>
    /// <param name="x">The noisy picture.</param>
    /// <param name="noise">Its predicted noise.</param>
    /// <param name="t">Its time step.</param>
    /// <param name="clamp">Whether the picture is limited to [-1,1].</param>
    public void PredictClean(Tensor clean, Tensor x, Tensor noise, int t, bool clamp)
    {
        double signal = Schedule.Signal(t), level = Schedule.Noise(t);
        _expected = clean;
        if (clamp)
        {
            BlendOperations.PredictClean(Device, clean, x, noise, signal, level);
        }
        else
        {
            VectorOperations.Combine(Device, clean, 1 / signal, x, -level / signal, noise);
        }
    }

    /// <summary>
    /// gradient = J^T vector, J being the Jacobian of the latest <see cref="PredictClean"/>, without its limits, with respect to x:
    /// (1 - s_t de/dx) / a_t. Once after each <see cref="PredictNoise"/>, by methods that say so (<see cref="IRestorationMethod.NeedsGradient"/>).
    /// </summary>
    /// <param name="vector">Of the picture's shape.</param>
    /// <param name="gradient">Receives the product; another tensor.</param>
    /// <param name="t">The time step.</param>
    public void PullBackClean(Tensor vector, Tensor gradient, int t)
    {
        double signal = Schedule.Signal(t);
        _session.PullBack(vector, gradient);
        VectorOperations.Combine(Device, gradient, 1 / signal, vector, -Schedule.Noise(t) / signal, gradient);
    }

    /// <summary>Standard normal noise: the same for the same seed, sample, position and use on every device.</summary>
    public void Fill(Tensor noise, int position, NoiseDraw draw) => _noise.Fill(noise, Sample, position, draw);

    /// <summary>Mirrors the picture into what lies below and right of it on the tensor, where the prior needs larger sides.</summary>
    public void MirrorMargins(Tensor x) => RegionOperations.MirrorMargins(Device, x, _frame.Rows, _frame.Columns);

    /// <summary>To be called before each step: stops where that was asked for.</summary>
    /// <exception cref="OperationCanceledException">The restoration was cancelled.</exception>
    public void BeginStep() => _cancellation.ThrowIfCancellationRequested();

    /// <summary>To be called after each step: reports it, once the device has finished it.</summary>
    /// <param name="step">Steps done, from 1.</param>
    /// <param name="count">Steps in all.</param>
    /// <param name="t">The time step just done.</param>
    public void EndStep(int step, int count, int t)
    {
        _work += WorkOf(t);
        if (_progress is not null || _cancellation.CanBeCanceled)
        {
            Device.Synchronize();
            _progress?.Report(new(step, count, t)
            {
                Share = step == count ? 1 : Math.Min(1, _work / (count * _meanWork)),
                Expected = _expected is { } clean ? () => _frame.Extract(clean.Download()) : null,
            });
        }
    }

    private double WorkOf(int t) => WorkBesidesPrior + _session.CostOf(_stepOf[t]);

    /// <summary>How many values were observed.</summary>
    internal int Observations => _frame.CountObserved();

    /// <summary>y - H x over what was observed, 0 elsewhere, on the scale [0,1] of light; waits for the device.</summary>
    internal PlanarImage Residuals(Tensor x)
    {
        var difference = AllocateMeasurement();
        Operator.Apply(x, difference);
        VectorOperations.Combine(Device, difference, -0.5, difference, 0.5, Measured);
        Operator.Conceal(difference);
        var shape = difference.Shape;
        return new PlanarImage(shape.C, shape.H, shape.W, difference.Download()).Crop(0, 0, _frame.Observed.Height, _frame.Observed.Width);
    }

    /// <summary>Root mean square of <see cref="Residuals"/> over what was observed.</summary>
    internal double RootMeanSquare(PlanarImage residuals) =>
        Math.Sqrt(residuals.Data.Sum(static value => (double)value * value) / _frame.CountObserved());

    /// <inheritdoc/>
    public void Dispose()
    {
        Device.Synchronize();
        _owned.ForEach(owned => owned.Dispose());
    }
}

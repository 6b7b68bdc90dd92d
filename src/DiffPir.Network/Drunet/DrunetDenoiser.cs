using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>
/// A DRUNet as a prior on one device: at time t the noise in x = a z + s n is (x - a z) / s, where z = 2 D(x / (2 a) + 1/2, s / (2 a)) -
/// 1 is what the denoiser D makes of the image and its noise level on [0,1]. It was trained on noise of up to 50 grey levels of 255;
/// beyond, it extrapolates.
/// </summary>
public sealed class DrunetDenoiser : ITunableDenoiser, IDifferentiablePrior
{
    private readonly ComputeDevice _device;
    private readonly Checkpoint _checkpoint;
    private readonly Graph _graph;
    private readonly WeightStore _weights;

    private DrunetDenoiser(ComputeDevice device, Checkpoint checkpoint, DrunetConfiguration configuration, TuningTable? choices)
    {
        _device = device;
        _checkpoint = checkpoint;
        Configuration = configuration;
        _graph = DrunetBuilder.Build(configuration);
        _weights = new WeightStore(device, new DrunetWeights(checkpoint).Read);
        Choices = choices ?? new TuningTable();
    }

    /// <summary>The network.</summary>
    public DrunetConfiguration Configuration { get; }

    /// <inheritdoc/>
    public int Channels => Configuration.Channels;

    /// <inheritdoc/>
    public int SizeMultiple => Configuration.SizeMultiple;

    /// <inheritdoc/>
    public NoiseSchedule Schedule => Configuration.Schedule;

    /// <inheritdoc/>
    public long WeightBytes => _weights.Bytes;

    /// <inheritdoc/>
    public TuningTable Choices { get; }

    /// <summary>
    /// Recognises the network, checks all of its tensors, and prepares it for a device. Values are checked when they are read, once: by the
    /// first session.
    /// </summary>
    /// <param name="device">Where it will run; disposed after the denoiser.</param>
    /// <param name="checkpoint">Its weights; may be disposed afterwards.</param>
    /// <param name="choices">Measured choices among candidates; null for none.</param>
    /// <exception cref="CheckpointException">The checkpoint is of another architecture.</exception>
    public static DrunetDenoiser Load(ComputeDevice device, Checkpoint checkpoint, TuningTable? choices = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(checkpoint);
        return Load(device, checkpoint, DrunetConfiguration.Infer(checkpoint), choices);
    }

    /// <summary>Prepares a network that has been recognised.</summary>
    internal static DrunetDenoiser Load(ComputeDevice device, Checkpoint checkpoint, DrunetConfiguration configuration, TuningTable? choices) =>
        new(device, checkpoint.Share(), configuration, choices);

    /// <inheritdoc cref="IPrior.CreateSession"/>
    public DrunetSession CreateSession(TensorShape shape, IReadOnlyList<int> timesteps, PlanMemory? memory = null)
    {
        SessionShape.Require(this, shape, timesteps);
        var plan = new Plan(_device, _graph, shape with { C = Channels + 1 }, _weights, choices: Choices, memory: memory);
        try
        {
            return new DrunetSession(_device, plan, LevelsOf(timesteps));
        }
        catch
        {
            plan.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IGradientSession CreateGradientSession(TensorShape shape, IReadOnlyList<int> timesteps)
    {
        SessionShape.Require(this, shape, timesteps);
        var input = shape with { C = Channels + 1 };
        return new DrunetGradientSession(_device, new GradientPlan(_device, _graph, input, _weights, Choices), input, LevelsOf(timesteps));
    }

    /// <inheritdoc/>
    public IReadOnlyList<TuningResult> Tune(
        TensorShape shape, int repetitions = 7, IProgress<TuningResult>? progress = null, CancellationToken cancellation = default) =>
        NetworkTuner.Tune(_device, GraphFusion.Fuse(_graph), shape with { C = Channels + 1 }, Choices, repetitions, progress, cancellation);

    /// <inheritdoc/>
    IPlannedSession ITunableDenoiser.CreateSession(TensorShape shape, IReadOnlyList<int> timesteps, PlanMemory? memory) =>
        CreateSession(shape, timesteps, memory);

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Dispose();
        _checkpoint.Dispose();
    }

    private (double Signal, double Noise)[] LevelsOf(IReadOnlyList<int> timesteps) =>
        [.. timesteps.Select(t => (Schedule.Signal(t), Schedule.Noise(t)))];
}

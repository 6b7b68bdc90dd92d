using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>
/// A UNet as a prior on one device. It owns its weights there and keeps the checkpoint's file, if any, mapped, from which a weight
/// is taken when a session first needs it in some form; the <see cref="Checkpoint"/> it was loaded from may be disposed.
/// </summary>
public sealed class UNetDenoiser : ITunableDenoiser, IDifferentiablePrior
{
    private readonly ComputeDevice _device;
    private readonly Checkpoint? _checkpoint;
    private readonly UNetGraphs _graphs;
    private readonly ReadWeights _read;
    private readonly WeightStore _weights;

    private UNetDenoiser(ComputeDevice device, Checkpoint? checkpoint, UNetConfiguration configuration, ReadWeights read, TuningTable? choices)
    {
        _device = device;
        _checkpoint = checkpoint;
        Configuration = configuration;
        _graphs = UNetBuilder.Build(configuration);
        _read = read;
        _weights = new WeightStore(device, read);
        Schedule = configuration.Training.ToSchedule();
        Choices = choices ?? new TuningTable();
    }

    /// <summary>The network.</summary>
    public UNetConfiguration Configuration { get; }

    /// <inheritdoc/>
    public int Channels => Configuration.InChannels;

    /// <inheritdoc/>
    public int SizeMultiple => Configuration.SizeMultiple;

    /// <inheritdoc/>
    public NoiseSchedule Schedule { get; }

    /// <inheritdoc/>
    public long WeightBytes => _weights.Bytes;

    /// <inheritdoc/>
    public TuningTable Choices { get; }

    /// <summary>
    /// Recognises the network, checks all of its tensors, and prepares it for a device. Values are checked when they are read, once: by the
    /// first session.
    /// </summary>
    /// <param name="device">Where it will run; disposed after the denoiser.</param>
    /// <param name="checkpoint">Its weights.</param>
    /// <param name="options">What the checkpoint does not tell; null for the defaults.</param>
    /// <param name="choices">Measured choices among candidates; null for none.</param>
    /// <exception cref="CheckpointException">
    /// The checkpoint is of another architecture, or needs a class.
    /// </exception>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    public static UNetDenoiser Load(
        ComputeDevice device, Checkpoint checkpoint, UNetOptions? options = null, TuningTable? choices = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(checkpoint);
        return Load(device, checkpoint, UNetConfiguration.Infer(checkpoint, options), WeightsOf, choices);
    }

    /// <summary>Prepares a network that has been recognised.</summary>
    /// <param name="device">Where it will run; disposed after the denoiser.</param>
    /// <param name="checkpoint">Its weights.</param>
    /// <param name="configuration">The network, of which the checkpoint has all tensors.</param>
    /// <param name="weightsOf">Finds weights by their guided-diffusion names in the checkpoint that the denoiser keeps.</param>
    /// <param name="choices">Measured choices among candidates; null for none.</param>
    internal static UNetDenoiser Load(
        ComputeDevice device,
        Checkpoint checkpoint,
        UNetConfiguration configuration,
        Func<Checkpoint, ReadWeights> weightsOf,
        TuningTable? choices)
    {
        ClassEmbedding.Require(configuration, checkpoint.FilePath);
        var shared = checkpoint.Share();
        return new UNetDenoiser(device, shared, configuration, ClassEmbedding.Fold(weightsOf(shared), configuration), choices);
    }

    /// <summary>Prepares a network, not conditioned on classes, whose weights are in memory.</summary>
    /// <param name="device">Where it will run; disposed after the denoiser.</param>
    /// <param name="configuration">The network.</param>
    /// <param name="read">Reads weights by their guided-diffusion names.</param>
    /// <param name="choices">Measured choices among candidates; null for none.</param>
    internal static UNetDenoiser Of(ComputeDevice device, UNetConfiguration configuration, ReadWeights read, TuningTable? choices) =>
        new(device, null, configuration, read, choices);

    /// <summary>The weights of a checkpoint that names them as guided-diffusion does.</summary>
    internal static ReadWeights WeightsOf(Checkpoint checkpoint) =>
        (name, first, destination) => checkpoint.Read(checkpoint.Find(name), first, destination);

    /// <inheritdoc cref="IPrior.CreateSession"/>
    public UNetSession CreateSession(TensorShape shape, IReadOnlyList<int> timesteps, PlanMemory? memory = null)
    {
        SessionShape.Require(this, shape, timesteps);
        var conditioning = ComputeConditioning(timesteps);
        try
        {
            var plan = new Plan(_device, _graphs.Noise, shape, _weights, timesteps.Count, Choices, memory);
            return new UNetSession(plan, conditioning, timesteps.Count);
        }
        catch
        {
            conditioning.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    IPlannedSession ITunableDenoiser.CreateSession(TensorShape shape, IReadOnlyList<int> timesteps, PlanMemory? memory) =>
        CreateSession(shape, timesteps, memory);

    /// <inheritdoc/>
    public IGradientSession CreateGradientSession(TensorShape shape, IReadOnlyList<int> timesteps)
    {
        SessionShape.Require(this, shape, timesteps);
        var conditioning = ComputeConditioning(timesteps);
        try
        {
            var plan = new GradientPlan(_device, _graphs.Noise, shape, _weights, Choices, timesteps.Count);
            return new UNetGradientSession(plan, conditioning, timesteps.Count);
        }
        catch
        {
            conditioning.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<TuningResult> Tune(
        TensorShape shape, int repetitions = 7, IProgress<TuningResult>? progress = null, CancellationToken cancellation = default) =>
        NetworkTuner.Tune(_device, GraphFusion.Fuse(_graphs.Noise), shape, Choices, repetitions, progress, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Dispose();
        _checkpoint?.Dispose();
    }

    /// <summary>
    /// Scales and shifts of all blocks for all time steps. Their layers' weights (a tenth of a network) leave the device afterwards.
    /// </summary>
    private Tensor ComputeConditioning(IReadOnlyList<int> timesteps)
    {
        using var weights = new WeightStore(_device, _read);
        using var plan = new Plan(_device, _graphs.Conditioning, new TensorShape(1, 1, 1, timesteps.Count), weights);
        using var t = _device.Allocate(plan.InputShape);
        t.Upload([.. timesteps.Select(Configuration.Training.ToNetworkTime)]);
        var table = _device.Allocate(plan.OutputShape);
        plan.Run(t, table);
        _device.Synchronize(); // the plan and its weights may go only when nothing reads them any more
        return table;
    }
}

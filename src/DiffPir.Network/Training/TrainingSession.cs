using DiffPir.Kernels;
using DiffPir.Kernels.Gradients;

namespace DiffPir.Network;

/// <summary>
/// A UNet prepared for training on batches of one shape: predictions with a time step for each image, and the gradients of all parameters,
/// time embedding included. Calls enqueue only.
/// </summary>
public sealed class TrainingSession : IDisposable
{
    private const string Input = "x", Time = "t";

    private readonly WeightStore _weights;
    private readonly WeightUpdate _update;
    private readonly Plan _noise;
    private readonly Plan _conditioning;
    private readonly GradientGraph _noiseGraph;
    private readonly GradientGraph _conditioningGraph;
    private readonly Tensor _table;
    private readonly Tensor _tableGradient;

    /// <summary>Plans both parts of the network.</summary>
    /// <param name="device">
    /// Where it runs. On a GPU convolutions and the gradients of their inputs may multiply in a shorter format; gradients of weights, sums and
    /// the weights that the optimizer holds are in single precision always.
    /// </param>
    /// <param name="network">The network, not conditioned on classes.</param>
    /// <param name="shape">Shape of a batch.</param>
    /// <param name="parameters">Its parameters, as <see cref="TrainingParameters"/> lines them up.</param>
    /// <param name="gradients">Receives their gradients; same shape.</param>
    /// <param name="choices">Measured choices among candidates; null for none.</param>
    /// <param name="memory">What stays in memory between a prediction and its gradients.</param>
    /// <exception cref="DeviceException">The device has too little memory, or is a processor that holds weights in halves.</exception>
    /// <exception cref="ArgumentException">The shape does not fit the network, or that is conditioned on classes.</exception>
    public TrainingSession(
        ComputeDevice device,
        UNetConfiguration network,
        TensorShape shape,
        Tensor parameters,
        Tensor gradients,
        TuningTable? choices = null,
        GradientMemory memory = GradientMemory.Recompute)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(gradients);
        if (device.Description.IsProcessor && device.Precision != Precision.Fp32)
        {
            throw new DeviceException("weights that change are in single precision on a processor: open it in single precision");
        }

        if (network.Classes is not null)
        {
            throw new ArgumentException("a network that is conditioned on classes has no gradients of its weights", nameof(network));
        }

        var graphs = UNetBuilder.Build(network);
        var layout = TrainingParameters.LayoutOf(network);
        _weights = new WeightStore(device, TrainingParameters.ReaderOf(network, parameters.Download()));
        var times = new Dictionary<string, TensorShape> { [Time] = new(1, 1, 1, shape.N) };
        var table = graphs.Conditioning.InferShapesFrom(times)[graphs.Conditioning.Outputs[0]];
        (_table, _tableGradient) = (device.Allocate(table), device.Allocate(table));
        var images = new Dictionary<string, TensorShape> { [Input] = shape };
        _noiseGraph = GraphGradient.OfParameters(graphs.Noise, images, memory);
        images.Add(_noiseGraph.Vector, graphs.Noise.InferShapes(shape)[_noiseGraph.Output]);
        _noise = new Plan(device, _noiseGraph.Graph, _weights, images, shape.N, choices, new(layout, gradients, _tableGradient));
        _conditioningGraph = GraphGradient.OfParameters(graphs.Conditioning, times);
        times.Add(_conditioningGraph.Vector, table);
        _conditioning = new Plan(device, _conditioningGraph.Graph, _weights, times, 0, choices, new(layout, gradients));
        _update = new WeightUpdate(device, _weights, layout);

        // As after every step: forms that the host computes differ in the last digit.
        Use(parameters);
    }

    /// <summary>Bytes of its buffers, weights in all their forms included.</summary>
    public long PlannedBytes => _noise.PlannedBytes + _conditioning.PlannedBytes + _weights.Bytes;

    /// <summary>Takes other values for the parameters.</summary>
    public void Use(Tensor parameters) => _update.Enqueue(parameters);

    /// <summary>Predicts the noise; what the gradient needs of that stays in memory until the next prediction.</summary>
    /// <param name="x">Noisy images.</param>
    /// <param name="t">Their time steps, 1 x 1 x 1 x N.</param>
    /// <param name="noise">Receives the prediction.</param>
    public void Predict(Tensor x, Tensor t, Tensor noise)
    {
        _conditioning.RunUntil(
            _conditioningGraph.Vector, new Dictionary<string, Tensor> { [Time] = t, [_conditioningGraph.Output] = _table });
        _noise.RunUntil(_noiseGraph.Vector, new Dictionary<string, Tensor> { [Input] = x, [_noiseGraph.Output] = noise }, _table);
    }

    /// <summary>Computes the gradients of all parameters at the latest prediction.</summary>
    /// <param name="vector">The gradient with respect to the prediction.</param>
    public void PullBack(Tensor vector)
    {
        _noise.RunFrom(_noiseGraph.Vector, new Dictionary<string, Tensor> { [_noiseGraph.Vector] = vector }, _table);
        _conditioning.RunFrom(_conditioningGraph.Vector, new Dictionary<string, Tensor> { [_conditioningGraph.Vector] = _tableGradient });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _update.Dispose();
        _noise.Dispose();
        _conditioning.Dispose();
        _table.Dispose();
        _tableGradient.Dispose();
        _weights.Dispose();
    }
}

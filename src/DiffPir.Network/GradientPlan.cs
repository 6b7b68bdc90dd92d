using DiffPir.Kernels;
using DiffPir.Kernels.Gradients;

namespace DiffPir.Network;

/// <summary>The plan of a network's prediction and of its gradient with respect to the input, run in two parts.</summary>
internal sealed class GradientPlan : IDisposable
{
    private const string Input = "x";

    private readonly GradientGraph _graph;
    private readonly Plan _plan;
    private (Tensor? Conditioning, int Step)? _latest;

    /// <summary>Compiles both.</summary>
    /// <param name="device">Where they run.</param>
    /// <param name="network">A graph of one input, "x", and one output.</param>
    /// <param name="shape">Shape of the input.</param>
    /// <param name="weights">The network's weights.</param>
    /// <param name="choices">Measured choices among candidates.</param>
    /// <param name="conditioningSteps">Steps of the conditioning table, where the graph reads one.</param>
    /// <exception cref="DeviceException">The device has too little memory.</exception>
    public GradientPlan(
        ComputeDevice device, Graph network, TensorShape shape, WeightStore weights, TuningTable choices, int conditioningSteps = 0)
    {
        var inputs = new Dictionary<string, TensorShape> { [Input] = shape };
        _graph = GraphGradient.Of(network, inputs, Input);
        inputs.Add(_graph.Vector, network.InferShapes(shape)[_graph.Output]);
        _plan = new Plan(device, _graph.Graph, weights, inputs, conditioningSteps, choices);
    }

    /// <summary>Bytes of its buffers.</summary>
    public long PlannedBytes => _plan.PlannedBytes;

    /// <summary>Enqueues the prediction; what the gradient needs of it stays in memory.</summary>
    public void Predict(Tensor x, Tensor output, Tensor? conditioning = null, int step = 0)
    {
        _plan.RunUntil(_graph.Vector, new Dictionary<string, Tensor> { [Input] = x, [_graph.Output] = output }, conditioning, step);
        _latest = (conditioning, step);
    }

    /// <summary>Enqueues the gradient of the latest prediction, whose place in memory it takes.</summary>
    /// <exception cref="InvalidOperationException">There was none since the latest gradient.</exception>
    public void PullBack(Tensor vector, Tensor gradient)
    {
        var (conditioning, step) = _latest ?? throw new InvalidOperationException(
            "the gradient is that of the latest prediction, once: what it needs of that is gone afterwards. Predict first");
        _latest = null;
        _plan.RunFrom(
            _graph.Vector, new Dictionary<string, Tensor> { [_graph.Vector] = vector, [_graph.Gradient!] = gradient }, conditioning, step);
    }

    /// <inheritdoc/>
    public void Dispose() => _plan.Dispose();
}

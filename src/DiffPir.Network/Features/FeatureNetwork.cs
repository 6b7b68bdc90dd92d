using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>A network that describes pictures by features, on one device. One thread at a time.</summary>
public sealed class FeatureNetwork : IDisposable
{
    private readonly ComputeDevice _device;
    private readonly Checkpoint _checkpoint;
    private readonly Graph _graph;
    private readonly WeightStore _weights;
    private Plan? _plan;

    /// <summary>Becomes an owner of the checkpoint.</summary>
    private FeatureNetwork(ComputeDevice device, Checkpoint checkpoint, string network, string remedy, Func<FeatureGraphBuilder, Checkpoint, Graph> build)
    {
        (_device, _checkpoint) = (device, checkpoint.Share());
        try
        {
            var builder = new FeatureGraphBuilder(_checkpoint, network, remedy);
            _graph = build(builder, _checkpoint);
            _weights = new WeightStore(device, builder.Read);
        }
        catch
        {
            _checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>The part of a classification network that LPIPS uses: the features of five depths.</summary>
    /// <param name="device">Where it runs; disposed after this.</param>
    /// <param name="backbone">Which network.</param>
    /// <param name="checkpoint">Its weights with the names of torchvision; may be disposed afterwards.</param>
    /// <exception cref="CheckpointException">The checkpoint is of something else.</exception>
    public static FeatureNetwork Load(ComputeDevice device, PerceptualBackbone backbone, Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(checkpoint);
        return new(
            device, checkpoint, PerceptualGraph.NameOf(backbone), "Pass the weights that torchvision publishes for it, trained on ImageNet",
            (builder, _) => PerceptualGraph.Build(builder, backbone));
    }

    /// <summary>Inception v3 as FID uses it: 2048 features of a picture of 299 x 299.</summary>
    /// <param name="device">Where it runs; disposed after this.</param>
    /// <param name="checkpoint">Its weights with the names of pytorch-fid; may be disposed afterwards.</param>
    /// <exception cref="CheckpointException">The checkpoint is of something else.</exception>
    public static FeatureNetwork LoadInception(ComputeDevice device, Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(checkpoint);
        return new(device, checkpoint, "Inception v3 for FID", InceptionGraph.Remedy, InceptionGraph.Build);
    }

    /// <summary>Evaluates the network.</summary>
    /// <param name="shape">Shape of the pictures; the latest shape stays planned.</param>
    /// <param name="values">The pictures, normalised as the network expects.</param>
    /// <returns>Every output in its order.</returns>
    /// <exception cref="DeviceException">Memory does not suffice.</exception>
    public IReadOnlyList<(TensorShape Shape, float[] Values)> Run(TensorShape shape, ReadOnlySpan<float> values)
    {
        if (_plan?.InputShape != shape)
        {
            _plan?.Dispose();
            _plan = null;
            _plan = new Plan(_device, _graph, shape, _weights);
        }

        var shapes = _graph.InferShapes(shape);
        var outputs = new Dictionary<string, Tensor>();
        try
        {
            foreach (string name in _graph.Outputs)
            {
                outputs.Add(name, _device.Allocate(shapes[name]));
            }

            using var input = _device.Allocate(shape);
            input.Upload(values);
            _plan.Run(new Dictionary<string, Tensor>(outputs) { [_graph.Inputs[0].Name] = input });
            return [.. _graph.Outputs.Select(name => (shapes[name], outputs[name].Download()))];
        }
        finally
        {
            foreach (var output in outputs.Values)
            {
                output.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _plan?.Dispose();
        _weights.Dispose();
        _checkpoint.Dispose();
    }
}

using DiffPir.Kernels.Gradients;

namespace DiffPir.Kernels.Tests.Gradients;

/// <summary>Computes J^T v of small graphs on a device, from and to planar arrays.</summary>
internal static class GradientRunner
{
    /// <summary>The gradient with respect to the input "x" of a graph of one output, and that output.</summary>
    public static (float[] Output, float[] Gradient) Run(
        ComputeDevice device,
        Graph graph,
        TensorShape shape,
        float[] x,
        float[] vector,
        IReadOnlyDictionary<string, float[]> weights,
        float[]? conditioning = null,
        int conditioningSteps = 1,
        int step = 0)
    {
        var gradient = GraphGradient.Of(graph, new Dictionary<string, TensorShape> { ["x"] = shape }, "x");
        var output = graph.InferShapes(shape)[graph.Outputs[0]];
        var shapes = new Dictionary<string, TensorShape> { ["x"] = shape, [gradient.Vector] = output };
        using var store = new WeightStore(
            device, (name, first, values) => weights[name].AsSpan((int)first, values.Length).CopyTo(values));
        using var plan = new Plan(device, gradient.Graph, store, shapes, conditioningSteps);
        using Tensor input = device.Allocate(shape), y = device.Allocate(output), v = device.Allocate(output), dx = device.Allocate(shape);
        using var table = device.Allocate(new(1, (conditioning?.Length ?? 1) / conditioningSteps, 1, conditioningSteps));
        input.Upload(x);
        v.Upload(vector);
        if (conditioning is not null)
        {
            table.Upload(conditioning);
        }

        var tensors = new Dictionary<string, Tensor>
        {
            ["x"] = input, [gradient.Output] = y, [gradient.Vector] = v, [gradient.Gradient] = dx,
        };
        plan.Run(tensors, conditioning is null ? null : table, step);
        return (y.Download(), dx.Download());
    }
}

using DiffPir.Kernels.Gradients;

namespace DiffPir.Kernels.SelfTests;

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
        using Tensor input = OperationRunner.Upload(device, shape, x), v = OperationRunner.Upload(device, output, vector);
        using Tensor y = device.Allocate(output), dx = device.Allocate(shape);
        using var table = device.Allocate(new(1, (conditioning?.Length ?? 1) / conditioningSteps, 1, conditioningSteps));
        if (conditioning is not null)
        {
            table.Upload(conditioning);
        }

        var tensors = new Dictionary<string, Tensor>
        {
            ["x"] = input, [gradient.Output] = y, [gradient.Vector] = v, [gradient.Gradient!] = dx,
        };
        plan.Run(tensors, conditioning is null ? null : table, step);
        return (y.Download(), dx.Download());
    }

    /// <summary>
    /// The gradients of &lt;y, vector&gt; with respect to all weights, zeros where the graph does not use them, and to the conditioning table
    /// [channel][image].
    /// </summary>
    public static (Dictionary<string, float[]> Weights, float[] Conditioning) RunParameters(
        ComputeDevice device,
        Graph graph,
        TensorShape shape,
        float[] x,
        float[] vector,
        IReadOnlyDictionary<string, float[]> weights,
        float[]? conditioning = null)
    {
        var gradient = GraphGradient.OfParameters(graph, new Dictionary<string, TensorShape> { ["x"] = shape });
        var output = graph.InferShapes(shape)[graph.Outputs[0]];
        var layout = new ParameterLayout(weights.Select(weight => (weight.Key, (long)weight.Value.Length)));
        using var store = new WeightStore(device, name => weights[name]);
        using var table = device.Allocate(new(1, (conditioning?.Length ?? shape.N) / shape.N, 1, shape.N));
        using var tableGradient = device.Allocate(table.Shape);
        using var gradients = device.Allocate(layout.Length == 0 ? new(1, 1, 1, 1) : layout.Shape);
        var shapes = new Dictionary<string, TensorShape> { ["x"] = shape, [gradient.Vector] = output };
        using var plan = new Plan(device, gradient.Graph, store, shapes, shape.N, null, new PlanTraining(layout, gradients, tableGradient));
        using Tensor input = OperationRunner.Upload(device, shape, x), v = OperationRunner.Upload(device, output, vector), y = device.Allocate(output);
        gradients.Upload(new float[gradients.Shape.Elements]);
        tableGradient.Upload(new float[tableGradient.Shape.Elements]);
        table.Upload(conditioning ?? new float[table.Shape.Elements]);
        plan.Run(new Dictionary<string, Tensor> { ["x"] = input, [gradient.Output] = y, [gradient.Vector] = v }, table);
        float[] all = gradients.Download();
        return (
            weights.ToDictionary(weight => weight.Key, weight => all.AsSpan((int)layout[weight.Key].Offset, weight.Value.Length).ToArray()),
            tableGradient.Download());
    }
}

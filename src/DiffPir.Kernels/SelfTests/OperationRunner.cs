namespace DiffPir.Kernels.SelfTests;

/// <summary>Runs small graphs on a device, from and to planar arrays.</summary>
internal static class OperationRunner
{
    /// <summary>Pseudo-random values in [-1, 1), the same for the same seed.</summary>
    public static float[] Values(long count, int seed)
    {
        var random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)((2 * random.NextDouble()) - 1);
        }

        return values;
    }

    /// <summary>A tensor with values.</summary>
    public static Tensor Upload(ComputeDevice device, TensorShape shape, float[] values)
    {
        var tensor = device.Allocate(shape);
        tensor.Upload(values);
        return tensor;
    }

    /// <summary>Evaluates a graph once.</summary>
    public static float[] Run(
        ComputeDevice device,
        Graph graph,
        TensorShape shape,
        float[] x,
        IReadOnlyDictionary<string, float[]> weights,
        float[]? conditioning = null,
        int conditioningSteps = 1,
        int step = 0,
        TuningTable? choices = null)
    {
        using var store = new WeightStore(device, name => weights[name]);
        using var plan = new Plan(device, graph, shape, store, conditioningSteps, choices);
        using var input = Upload(device, plan.InputShape, x);
        using var output = device.Allocate(plan.OutputShape);
        using var table = device.Allocate(new(1, (conditioning?.Length ?? 1) / conditioningSteps, 1, conditioningSteps));
        if (conditioning is not null)
        {
            table.Upload(conditioning);
        }

        plan.Run(input, output, conditioning is null ? null : table, step);
        return output.Download();
    }

    /// <summary>A graph of one input "x" and the given operations; the last one is the output.</summary>
    public static Graph GraphOf(int channels, params GraphNode[] nodes) => new([new InputNode("x", channels), .. nodes], nodes[^1].Name);
}

namespace DiffPir.Kernels.Tests;

/// <summary>Runs small graphs on a device, from and to planar arrays.</summary>
internal static class OperationRunner
{
    /// <summary>Pseudo-random values in [-1, 1), the same for the same seed.</summary>
    public static float[] Values(long count, int seed)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)((2 * random.NextDouble()) - 1);
        }

        return values;
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
        int step = 0)
    {
        using var store = new WeightStore(device, name => weights[name]);
        using var plan = new Plan(device, graph, shape, store, conditioningSteps);
        using var input = device.Allocate(plan.InputShape);
        using var output = device.Allocate(plan.OutputShape);
        using var table = device.Allocate(new(1, (conditioning?.Length ?? 1) / conditioningSteps, 1, conditioningSteps));
        input.Upload(x);
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

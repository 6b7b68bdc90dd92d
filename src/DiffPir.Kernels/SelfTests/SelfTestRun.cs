namespace DiffPir.Kernels.SelfTests;

/// <summary>Small inputs, and small graphs from and to planar arrays.</summary>
internal static class SelfTestRun
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

    /// <summary>A tensor with values.</summary>
    public static Tensor Upload(ComputeDevice device, TensorShape shape, float[] values)
    {
        var tensor = device.Allocate(shape);
        tensor.Upload(values);
        return tensor;
    }

    /// <summary>Evaluates a graph of one input once.</summary>
    public static double[] Evaluate(
        ComputeDevice device, Graph graph, TensorShape shape, float[] x, IReadOnlyDictionary<string, float[]> weights, TuningTable? choices = null)
    {
        using var store = new WeightStore(device, name => weights[name]);
        using var plan = new Plan(device, graph, shape, store, choices: choices);
        using var input = Upload(device, plan.InputShape, x);
        using var output = device.Allocate(plan.OutputShape);
        plan.Run(input, output);
        return Reference.Doubles(output.Download());
    }
}

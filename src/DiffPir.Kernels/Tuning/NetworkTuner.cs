namespace DiffPir.Kernels;

/// <summary>Measures the candidates of every distinct operation of a network on a device and keeps the fastest in a table.</summary>
public static class NetworkTuner
{
    // Another candidate must win by this much: within it, differences are noise and would make plans change from run to run.
    private const double Margin = 0.97;

    /// <summary>Tunes a network for one input shape.</summary>
    /// <param name="device">The device.</param>
    /// <param name="graph">The network. Weights are not needed: time does not depend on their values.</param>
    /// <param name="input">Shape of its input.</param>
    /// <param name="choices">Receives the choices.</param>
    /// <param name="repetitions">Timed runs of each candidate.</param>
    /// <param name="progress">Receives a result for each shape when it is known.</param>
    /// <param name="cancellation">Stops between candidates; what is known by then is kept.</param>
    public static IReadOnlyList<TuningResult> Tune(
        ComputeDevice device,
        Graph graph,
        TensorShape input,
        TuningTable choices,
        int repetitions = 7,
        IProgress<TuningResult>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(choices);
        var shapes = graph.InferShapes(input);
        var results = new Dictionary<string, TuningResult>();
        foreach (var node in graph.Nodes)
        {
            TensorShape[] inputs = [.. node.Inputs.Select(name => shapes[name])];
            var output = shapes[node.Name];
            Enum[] candidates = [.. node.Candidates(device, inputs, output)];
            string key = node.TuningKey(inputs, output);
            if (candidates.Length == 0 || results.ContainsKey(key))
            {
                continue;
            }

            var standard = node.Choose(device, new(), inputs, output)!;
            var result = Compare(device, key, node, inputs[0], candidates, standard, repetitions, cancellation);
            Keep(choices, result);
            results.Add(key, result);
            progress?.Report(result);
        }

        return [.. results.Values];
    }

    private static TuningResult Compare(
        ComputeDevice device,
        string key,
        GraphNode node,
        TensorShape input,
        IReadOnlyList<Enum> candidates,
        Enum standard,
        int repetitions,
        CancellationToken cancellation)
    {
        var times = new Dictionary<Enum, double>();
        foreach (var candidate in candidates)
        {
            cancellation.ThrowIfCancellationRequested();
            var only = new TuningTable();
            only.Load([new(key, candidate.ToString())]);
            times.Add(candidate, Measure(device, node, input, only, repetitions));
        }

        var best = times.MinBy(time => time.Value).Key;
        best = times[best] < Margin * times[standard] ? best : standard;
        return new(key, standard.ToString(), best.ToString(), times[standard], times[best]);
    }

    private static void Keep(TuningTable choices, TuningResult result)
    {
        if (result.Best == result.Default)
        {
            choices.Remove(result.Key);
        }
        else
        {
            choices.Load([new(result.Key, result.Best)]);
        }
    }

    private static double Measure(ComputeDevice device, GraphNode node, TensorShape input, TuningTable choices, int repetitions)
    {
        using var weights = new WeightStore(device, (_, _, values) => values.Clear());
        var graph = new Graph([new InputNode("x", input.C), node.Alone("y", "x")], "y");
        using var plan = new Plan(device, graph, input, weights, choices: choices);
        using var x = device.Allocate(plan.InputShape);
        using var y = device.Allocate(plan.OutputShape);
        x.Upload(new float[plan.InputShape.Elements]);
        plan.Run(x, y);
        return plan.Profile(x, y, repetitions: repetitions).Single(step => step.Name == "y").Milliseconds;
    }
}

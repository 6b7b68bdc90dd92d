using DiffPir.Kernels.Convolution;

namespace DiffPir.Kernels;

/// <summary>Measures the candidates of every distinct convolution of a network on a device and keeps the fastest in its table.</summary>
public static class NetworkTuner
{
    // Another candidate must win by this much: within it, differences are noise and would make plans change from run to run.
    private const double Margin = 0.97;

    /// <summary>Tunes a network for one input shape.</summary>
    /// <param name="device">The device; its <see cref="ComputeDevice.Tuning"/> receives the choices.</param>
    /// <param name="graph">The network. Weights are not needed: time does not depend on their values.</param>
    /// <param name="input">Shape of its input.</param>
    /// <param name="repetitions">Timed runs of each candidate.</param>
    /// <param name="progress">Receives a result for each shape when it is known.</param>
    /// <param name="cancellation">Stops between candidates; what is known by then is kept.</param>
    public static IReadOnlyList<TuningResult> Tune(
        ComputeDevice device,
        Graph graph,
        TensorShape input,
        int repetitions = 7,
        IProgress<TuningResult>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(graph);
        var shapes = graph.InferShapes(input);
        var results = new List<TuningResult>();
        foreach (var shape in graph.Nodes.OfType<ConvolutionNode>()
            .GroupBy(node => TuningTable.KeyOf(node, shapes[node.Input], shapes[node.Name])))
        {
            var node = shape.First();
            var result = Tune(device, shape.Key, node, shapes[node.Input], shapes[node.Name], repetitions, cancellation);
            results.Add(result);
            progress?.Report(result);
        }

        return results;
    }

    private static TuningResult Tune(
        ComputeDevice device, string key, ConvolutionNode node, TensorShape input, TensorShape output, int repetitions, CancellationToken cancellation)
    {
        var earlier = device.Tuning.Find(node, input, output);
        device.Tuning.Set(key, null);
        var standard = ConvolutionSelector.Choose(device, node, input, output);
        var times = new Dictionary<ConvolutionCandidate, double>();
        try
        {
            foreach (var candidate in ConvolutionSelector.CandidatesFor(device, node, input, output))
            {
                cancellation.ThrowIfCancellationRequested();
                device.Tuning.Set(key, candidate);
                times.Add(candidate, Measure(device, node, input, repetitions));
            }
        }
        catch
        {
            device.Tuning.Set(key, earlier);
            throw;
        }

        var best = times.MinBy(time => time.Value).Key;
        best = times[best] < Margin * times[standard] ? best : standard;
        device.Tuning.Set(key, best == standard ? null : best);
        return new(key, standard.ToString(), best.ToString(), times[standard], times[best]);
    }

    private static double Measure(ComputeDevice device, ConvolutionNode node, TensorShape input, int repetitions)
    {
        int weightElements = node.OutChannels * input.C * node.KernelSize * node.KernelSize;
        using var weights = new WeightStore(device, name => new float[name == node.Weight ? weightElements : node.OutChannels]);
        var graph = new Graph([new InputNode("x", input.C), node with { Name = "y", Input = "x", Residual = null }], "y");
        using var plan = new Plan(device, graph, input, weights);
        using var x = device.Allocate(plan.InputShape);
        using var y = device.Allocate(plan.OutputShape);
        x.Upload(new float[plan.InputShape.Elements]);
        plan.Run(x, y);
        return plan.Profile(x, y, repetitions: repetitions).Single(step => step.Name == "y").Milliseconds;
    }
}

namespace DiffPir.Kernels;

/// <summary>
/// First pass from graph to plan: joins neighbouring operations that one kernel can do, so that a value which only one operation reads
/// never reaches memory. One method a rule.
/// </summary>
public static class GraphFusion
{
    /// <summary>Applies the rules until none fits.</summary>
    /// <param name="graph">A network.</param>
    /// <param name="log">Receives one line for each fusion.</param>
    public static Graph Fuse(Graph graph, Action<string>? log = null)
    {
        while (FuseOnce(graph) is var (fused, line))
        {
            log?.Invoke(line);
            graph = fused;
        }

        return graph;
    }

    private static (Graph Graph, string Line)? FuseOnce(Graph graph)
    {
        foreach (var node in graph.Nodes)
        {
            if (ActivationIntoNorm(graph, node) is { } activated)
            {
                return Replace(graph, activated, graph[node.Inputs[0]], node);
            }

            if (ResampleIntoNorm(graph, node) is { } resampled)
            {
                return Replace(graph, resampled, graph[node.Inputs[0]], node);
            }

            if (AddIntoConvolution(graph, node) is var (convolution, producer))
            {
                return Replace(graph, convolution, producer, node);
            }
        }

        return null;
    }

    // GroupNorm -> SiLU: the activation joins the pass that applies the normalisation.
    private static GroupNormNode? ActivationIntoNorm(Graph graph, GraphNode node) =>
        node is ActivationNode { Activation: Activation.Silu } a && IsReadOnce(graph, a.Input)
        && graph[a.Input] is GroupNormNode { Activation: Activation.None, Resampling: Resampling.None } norm
            ? norm with { Name = a.Name, Activation = a.Activation }
            : null;

    // GroupNorm (-> SiLU) -> resampling: written at the new resolution at once.
    private static GroupNormNode? ResampleIntoNorm(Graph graph, GraphNode node) =>
        node is ResampleNode r && IsReadOnce(graph, r.Input)
        && graph[r.Input] is GroupNormNode { Resampling: Resampling.None } norm
            ? norm with { Name = r.Name, Resampling = r.Resampling }
            : null;

    // Convolution -> sum with another value: the sum happens before the tile leaves the registers.
    private static (ConvolutionNode Fused, GraphNode Producer)? AddIntoConvolution(Graph graph, GraphNode node)
    {
        if (node is not AddNode add || add.Left == add.Right)
        {
            return null;
        }

        foreach (var (mine, other) in new[] { (add.Left, add.Right), (add.Right, add.Left) })
        {
            if (graph[mine] is ConvolutionNode { Residual: null } convolution && IsReadOnce(graph, mine))
            {
                return (convolution with { Name = add.Name, Residual = other }, convolution);
            }
        }

        return null;
    }

    private static bool IsReadOnce(Graph graph, string name) =>
        name != graph.Output && graph.ConsumersOf(name).Take(2).Count() == 1;

    // The fused operation stands where the later one stood: all it reads is ready there.
    private static (Graph Graph, string Line) Replace(Graph graph, GraphNode fused, GraphNode absorbed, GraphNode later) => (
        new Graph(graph.Nodes.Where(node => node != absorbed).Select(node => node == later ? fused : node), graph.Output),
        $"{absorbed.Name} joins {later.Name}");
}

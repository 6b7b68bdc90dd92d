namespace DiffPir.Kernels;

/// <summary>
/// First pass from graph to plan: an operation absorbs the one that reads its value, where one kernel can do both, so that a value which
/// only one operation reads never reaches memory.
/// </summary>
public static class GraphFusion
{
    /// <summary>Joins operations until none can absorb its reader.</summary>
    /// <param name="graph">A network.</param>
    /// <param name="log">Receives one line for each fusion.</param>
    public static Graph Fuse(Graph graph, Action<string>? log = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
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
            foreach (string input in node.Inputs)
            {
                if (IsReadOnce(graph, input) && graph[input] is var producer && producer.Absorb(node) is { } fused)
                {
                    return Replace(graph, fused, producer, node);
                }
            }
        }

        return null;
    }

    private static bool IsReadOnce(Graph graph, string name) =>
        !graph.Outputs.Contains(name) && graph.ConsumersOf(name).Take(2).Count() == 1;

    // The fused operation stands where the later one stood: all it reads is ready there.
    private static (Graph Graph, string Line) Replace(Graph graph, GraphNode fused, GraphNode absorbed, GraphNode later) => (
        new Graph(graph.Nodes.Where(node => node != absorbed).Select(node => node == later ? fused : node), graph.Outputs),
        $"{absorbed.Name} joins {later.Name}");
}

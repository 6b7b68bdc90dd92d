namespace DiffPir.Kernels.Gradients;

/// <summary>
/// Lets a graph with its gradient compute values again where the gradient reads them, so that they need not stay in memory until then: the
/// operations that made them are repeated under other names, just before the first operation that reads them.
/// </summary>
/// <param name="forward">The network.</param>
/// <param name="nodes">Its operations and then those of the gradient.</param>
/// <param name="memory">What stays.</param>
internal sealed class RecomputePass(Graph forward, IReadOnlyList<GraphNode> nodes, GradientMemory memory)
{
    private readonly List<GraphNode> _result = [];
    private readonly Dictionary<string, string> _repeated = [];
    private readonly Dictionary<string, GraphNode> _repeatable = [];

    /// <summary>The operations, with those that are repeated.</summary>
    public IReadOnlyList<GraphNode> Run()
    {
        foreach (var node in forward.Nodes)
        {
            // Several operations read the ends of blocks; a part of a concatenation stays in it.
            if (IsRepeated(node) && forward.ConsumersOf(node.Name).ToArray() is [{ JoinsInputs: false }])
            {
                _repeatable.Add(node.Name, node);
            }
        }

        _result.AddRange(forward.Nodes);
        foreach (var node in nodes.Skip(forward.Nodes.Count))
        {
            _result.Add(node.Inputs.Any(_repeatable.ContainsKey) ? node.Rename(node.Name, Repeat) : node);
        }

        return _result;
    }

    private bool IsRepeated(GraphNode node) => memory switch
    {
        GradientMemory.Recompute => node.IsPass,
        GradientMemory.Checkpoint => node is not InputNode,
        _ => false,
    };

    private string Repeat(string value)
    {
        if (!_repeatable.TryGetValue(value, out var node))
        {
            return value;
        }

        if (!_repeated.TryGetValue(value, out string? again))
        {
            again = $"{value} (again)";
            _result.Add(node.Rename(again, Repeat));
            _repeated.Add(value, again);
        }

        return again;
    }
}

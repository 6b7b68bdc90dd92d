namespace DiffPir.Kernels.Gradients;

/// <summary>
/// Lets a graph with its gradient compute values again where the gradient reads them, so that they need not stay in memory until then: the
/// operations that made them are repeated under other names, just before the first operation that reads them.
/// </summary>
/// <param name="nodes">All operations, those of the gradient last.</param>
/// <param name="vector">Name of the input with which the gradient begins.</param>
/// <param name="memory">What stays.</param>
internal sealed class RecomputePass(IReadOnlyList<GraphNode> nodes, string vector, GradientMemory memory)
{
    private readonly List<GraphNode> _result = [];
    private readonly Dictionary<string, string> _repeated = [];
    private readonly Dictionary<string, GraphNode> _repeatable = [];

    /// <summary>The operations, with those that are repeated.</summary>
    public IReadOnlyList<GraphNode> Run()
    {
        int first = nodes.TakeWhile(node => node.Name != vector).Count();
        GraphNode[] forward = [.. nodes.Take(first)];
        var readers = forward.SelectMany(node => node.Inputs.Distinct().Select(input => (input, node))).ToLookup(pair => pair.input, pair => pair.node);
        foreach (var node in forward)
        {
            // Several operations read the ends of blocks; a part of a concatenation stays in it.
            if (IsRepeated(node) && readers[node.Name].ToArray() is [{ JoinsInputs: false }])
            {
                _repeatable.Add(node.Name, node);
            }
        }

        _result.AddRange(forward);
        foreach (var node in nodes.Skip(first))
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

namespace DiffPir.Kernels;

/// <summary>
/// The gradient of a graph in the making: goes through the operations from the output back, adds up what the readers of a value contribute
/// to its gradient, and hands the sum to the operation that made the value.
/// </summary>
internal sealed class GradientBuilder
{
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<string, TensorShape> _shapes;
    private readonly string? _input;
    private readonly Func<string, string, string, GraphNode> _add;
    private readonly HashSet<string> _dependent;
    private readonly Dictionary<string, List<string>> _contributions = [];
    private readonly List<GraphNode> _nodes;

    /// <summary>Begins with the operations of a graph of one output.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="shapes">Shapes of all its values.</param>
    /// <param name="input">The input for which the gradient is wanted; null for the gradients of all parameters.</param>
    /// <param name="add">Makes the operation of a name that adds two values.</param>
    public GradientBuilder(
        Graph graph, IReadOnlyDictionary<string, TensorShape> shapes, string? input, Func<string, string, string, GraphNode> add)
    {
        (_graph, _shapes, _input, _add, _nodes, _dependent) = (graph, shapes, input, add, [.. graph.Nodes], []);
        Output = graph.Outputs is [var only] ? only : throw new ArgumentException("the gradient is that of a graph with one output", nameof(graph));
        Vector = NameOf(Output);
        if (input is not null)
        {
            _dependent.Add(input);
        }

        foreach (var node in graph.Nodes.Where(node => (WantsParameters && node.HasParameters) || node.Inputs.Any(_dependent.Contains)))
        {
            _dependent.Add(node.Name);
        }

        if ((input is not null && graph.Inputs.All(node => node.Name != input)) || !_dependent.Contains(Output) || Output == input)
        {
            throw new ArgumentException(
                $"the output '{Output}' does not depend on {(input is null ? "parameters" : $"an input '{input}'")}", nameof(input));
        }
    }

    /// <summary>All operations so far.</summary>
    public IReadOnlyList<GraphNode> Nodes => _nodes;

    /// <summary>Name of the graph's output.</summary>
    public string Output { get; }

    /// <summary>Name of the input that holds the gradient with respect to the output.</summary>
    public string Vector { get; }

    /// <summary>True where the gradients of parameters are wanted.</summary>
    public bool WantsParameters => _input is null;

    /// <summary>Shape of a value of the graph.</summary>
    public TensorShape ShapeOf(string value) => _shapes[value];

    /// <summary>True where the gradient with respect to a value is wanted.</summary>
    public bool Needs(string value) => _dependent.Contains(value);

    /// <summary>A name for the gradient that an operation contributes to that of one of its inputs.</summary>
    public static string NameOf(GraphNode node, string input) => $"{NameOf(input)} by {node.Name}";

    /// <summary>Adds an operation.</summary>
    /// <returns>Its name.</returns>
    public string Add(GraphNode node)
    {
        _nodes.Add(node);
        return node.Name;
    }

    /// <summary>Tells a part of the gradient with respect to a value; the parts of all its readers are added up.</summary>
    public void Contribute(string value, string gradient)
    {
        if (!_contributions.TryGetValue(value, out var parts))
        {
            _contributions.Add(value, parts = []);
        }

        parts.Add(gradient);
    }

    /// <summary>Adds all operations.</summary>
    /// <returns>Name of the gradient with respect to the input; null for gradients of parameters, which are no values of the graph.</returns>
    public string? Build()
    {
        Add(new InputNode(Vector, _shapes[Output].C));
        Contribute(Output, Vector);
        foreach (var node in _graph.Nodes.Reverse())
        {
            if (node.Name != _input && _dependent.Contains(node.Name) && _contributions.ContainsKey(node.Name))
            {
                node.Differentiate(this, SumOf(node));
            }
        }

        return _input is null ? null : SumOf(_graph[_input]);
    }

    private static string NameOf(string value) => $"d {value}";

    private string SumOf(GraphNode node)
    {
        var parts = _contributions[node.Name];
        string sum = parts[0];
        for (int i = 1; i < parts.Count; i++)
        {
            string name = NameOf(node.Name);
            sum = Add(_add(i == parts.Count - 1 ? name : $"{name} ({i + 1} parts)", sum, parts[i]));
        }

        return sum;
    }
}

namespace DiffPir.Kernels;

/// <summary>
/// A network as data: operations in an order in which every operation follows what it reads, with named inputs and outputs.
/// Building validates names and the order; nothing is computed.
/// </summary>
public sealed class Graph
{
    private readonly Dictionary<string, GraphNode> _byName = [];
    private readonly ILookup<string, GraphNode> _consumers;

    /// <summary>Creates a graph of one output.</summary>
    /// <inheritdoc cref="Graph(IEnumerable{GraphNode}, IReadOnlyList{string})" path="/exception"/>
    /// <param name="nodes">Operations, each after what it reads; the <see cref="InputNode"/>s among them are the inputs.</param>
    /// <param name="output">Name of the value that the network returns.</param>
    public Graph(IEnumerable<GraphNode> nodes, string output)
        : this(nodes, [output])
    {
    }

    /// <summary>Creates a graph.</summary>
    /// <param name="nodes">Operations, each after what it reads; the <see cref="InputNode"/>s among them are the inputs.</param>
    /// <param name="outputs">Names of the values that the network returns.</param>
    /// <exception cref="ArgumentException">A name is used twice or read before it is produced, or there is no input or no output.</exception>
    public Graph(IEnumerable<GraphNode> nodes, IReadOnlyList<string> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        Nodes = [.. nodes];
        Outputs = [.. outputs];
        foreach (var node in Nodes)
        {
            foreach (string input in node.Inputs)
            {
                if (!_byName.ContainsKey(input))
                {
                    throw new ArgumentException($"'{node.Name}' reads '{input}', which nothing before it produces", nameof(nodes));
                }
            }

            if (!_byName.TryAdd(node.Name, node))
            {
                throw new ArgumentException($"'{node.Name}' is produced twice", nameof(nodes));
            }
        }

        Inputs = [.. Nodes.OfType<InputNode>()];
        if (Inputs.Count == 0 || Outputs.Count == 0)
        {
            throw new ArgumentException("a graph has at least one input and one output", nameof(nodes));
        }

        foreach (string output in Outputs)
        {
            if (!_byName.ContainsKey(output))
            {
                throw new ArgumentException($"the output '{output}' is not produced", nameof(outputs));
            }
        }

        _consumers = Nodes.SelectMany(node => node.Inputs.Distinct().Select(input => (input, node))).ToLookup(pair => pair.input, pair => pair.node);
    }

    /// <summary>Operations, each after what it reads.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>What the network is given.</summary>
    public IReadOnlyList<InputNode> Inputs { get; }

    /// <summary>Names of the values that the network returns.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>The operation that produces a value.</summary>
    public GraphNode this[string name] => _byName[name];

    /// <summary>Operations that read a value.</summary>
    public IEnumerable<GraphNode> ConsumersOf(string name) => _consumers[name];

    /// <summary>Shapes of all values of a graph with one input.</summary>
    /// <param name="input">Shape of the input.</param>
    /// <exception cref="ArgumentException">Shapes do not fit together; the message names the operation.</exception>
    public IReadOnlyDictionary<string, TensorShape> InferShapes(TensorShape input) => InferShapesFrom(Single(input));

    /// <summary>Shapes of all values.</summary>
    /// <param name="inputs">Shape of each input by name.</param>
    /// <exception cref="ArgumentException">Shapes do not fit together, or one is missing; the message names the operation.</exception>
    public IReadOnlyDictionary<string, TensorShape> InferShapesFrom(IReadOnlyDictionary<string, TensorShape> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var shapes = new Dictionary<string, TensorShape>();
        foreach (var node in Nodes)
        {
            shapes.Add(node.Name, node is InputNode input ? ShapeOf(input, inputs) : node.InferShape([.. node.Inputs.Select(name => shapes[name])]));
        }

        return shapes;
    }

    /// <summary>The shape of a graph's only input, by name.</summary>
    /// <exception cref="ArgumentException">There are several.</exception>
    internal IReadOnlyDictionary<string, TensorShape> Single(TensorShape input) => Inputs is [var only]
        ? new Dictionary<string, TensorShape> { [only.Name] = input }
        : throw new ArgumentException($"the graph has the inputs {string.Join(", ", Inputs.Select(node => node.Name))}, not one", nameof(input));

    /// <summary>Channels of the conditioning table that the operations read; 0 where none reads it.</summary>
    internal int ConditioningChannels(IReadOnlyDictionary<string, TensorShape> shapes) =>
        Nodes.Max(node => node.ConditioningChannels([.. node.Inputs.Select(name => shapes[name])]));

    private static TensorShape ShapeOf(InputNode input, IReadOnlyDictionary<string, TensorShape> inputs)
    {
        if (!inputs.TryGetValue(input.Name, out var shape))
        {
            throw new ArgumentException($"the input '{input.Name}' is given no shape", nameof(inputs));
        }

        input.Check(shape);
        return shape;
    }
}

namespace DiffPir.Kernels;

/// <summary>
/// A network as data: operations in an order in which every operation follows what it reads, one input and one output.
/// Building validates names and the order; nothing is computed.
/// </summary>
public sealed class Graph
{
    private readonly Dictionary<string, GraphNode> _byName = [];

    /// <summary>Creates a graph.</summary>
    /// <param name="nodes">Operations, each after its inputs; the first is the only <see cref="InputNode"/>.</param>
    /// <param name="output">Name of the value that the network returns.</param>
    /// <exception cref="ArgumentException">A name is used twice or read before it is produced.</exception>
    public Graph(IEnumerable<GraphNode> nodes, string output)
    {
        Nodes = [.. nodes];
        Output = output;
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

        if (Nodes.Count == 0 || Nodes[0] is not InputNode || Nodes.OfType<InputNode>().Count() != 1)
        {
            throw new ArgumentException("a graph starts with its one input", nameof(nodes));
        }

        if (!_byName.ContainsKey(output))
        {
            throw new ArgumentException($"the output '{output}' is not produced", nameof(output));
        }
    }

    /// <summary>Operations, each after what it reads.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>The network's input.</summary>
    public InputNode Input => (InputNode)Nodes[0];

    /// <summary>Name of the value that the network returns.</summary>
    public string Output { get; }

    /// <summary>The operation that produces a value.</summary>
    public GraphNode this[string name] => _byName[name];

    /// <summary>Operations that read a value.</summary>
    public IEnumerable<GraphNode> ConsumersOf(string name) => Nodes.Where(node => node.Inputs.Contains(name));

    /// <summary>Shapes of all values for an input of the given shape.</summary>
    /// <exception cref="ArgumentException">Shapes do not fit together; the message names the operation.</exception>
    public IReadOnlyDictionary<string, TensorShape> InferShapes(TensorShape input)
    {
        var shapes = new Dictionary<string, TensorShape>();
        foreach (var node in Nodes)
        {
            shapes.Add(node.Name, InferShape(node, input, name => shapes[name]));
        }

        return shapes;
    }

    /// <summary>Channels of the conditioning table that the operations read; 0 where none reads it.</summary>
    internal int ConditioningChannels(IReadOnlyDictionary<string, TensorShape> shapes) => Nodes.Select(node => node switch
    {
        GroupNormNode { ScaleShiftOffset: { } offset } norm => offset + (2 * shapes[norm.Input].C),
        AddConditioningNode add => add.Offset + shapes[add.Input].C,
        _ => 0,
    }).Max();

    private static TensorShape InferShape(GraphNode node, TensorShape input, Func<string, TensorShape> shapeOf)
    {
        switch (node)
        {
            case InputNode(_, int channels):
                Require(node, channels == input.C, $"takes {channels} channels, not {input.C}");
                return input;
            case ConvolutionNode c:
                var source = shapeOf(c.Input);
                var result = new TensorShape(source.N, c.OutChannels, Rounding.DivideUp(source.H, c.Stride), Rounding.DivideUp(source.W, c.Stride));
                Require(node, !c.EndPadding || (c is { KernelSize: 3, Stride: 2 } && (source.H | source.W) % 2 == 0),
                    $"pads only the end of {source}, which a 3x3 convolution of stride 2 does on even sides");
                Require(node, c.Residual is null || shapeOf(c.Residual) == result, "has a residual of another shape");
                return result;
            case GroupNormNode g:
                var normalized = shapeOf(g.Input);
                Require(node, normalized.C % g.Groups == 0, $"has {normalized.C} channels, which {g.Groups} groups do not divide");
                return Resample(node, normalized, g.Resampling);
            case AddNode a:
                Require(node, shapeOf(a.Left) == shapeOf(a.Right), $"adds {shapeOf(a.Left)} and {shapeOf(a.Right)}");
                return shapeOf(a.Left);
            case ResampleNode r:
                return Resample(node, shapeOf(r.Input), r.Resampling);
            case PixelShuffleNode p:
                var quarters = shapeOf(p.Input);
                Require(node, quarters.C % 4 == 0, $"makes 2x2 blocks of {quarters.C} channels");
                return quarters with { C = quarters.C / 4, H = quarters.H * 2, W = quarters.W * 2 };
            case ConcatNode c:
                var parts = c.Parts.Select(shapeOf).ToList();
                Require(node, parts.All(part => part with { C = 1 } == parts[0] with { C = 1 }), "joins maps of different sizes");
                return parts[0] with { C = parts.Sum(part => part.C) };
            case AttentionNode a:
                var joint = shapeOf(a.Input);
                Require(node, joint.C % (3 * a.Heads) == 0, $"splits {joint.C} channels into 3 x {a.Heads} heads");
                return joint with { C = joint.C / 3 };
            case TimestepEmbeddingNode t:
                return shapeOf(t.Input) with { C = t.Channels };
            default:
                return shapeOf(node.Inputs[0]);
        }
    }

    private static TensorShape Resample(GraphNode node, TensorShape shape, Resampling resampling)
    {
        Require(node, resampling != Resampling.MeanDown2 || (shape.H > 1 && shape.W > 1), $"halves a map of {shape.H}x{shape.W}");
        return resampling switch
        {
            Resampling.NearestUp2 => shape with { H = shape.H * 2, W = shape.W * 2 },
            Resampling.MeanDown2 => shape with { H = shape.H / 2, W = shape.W / 2 },
            _ => shape,
        };
    }

    private static void Require(GraphNode node, bool condition, string problem)
    {
        if (!condition)
        {
            throw new ArgumentException($"operation '{node.Name}' {problem}");
        }
    }
}

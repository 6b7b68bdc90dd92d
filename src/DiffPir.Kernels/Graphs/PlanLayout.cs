namespace DiffPir.Kernels;

/// <summary>
/// Second pass: which buffer holds each value. A value that goes into a concatenation is written straight into its slice; a buffer gets
/// a border where an operation reads beyond the edges.
/// </summary>
internal sealed class PlanLayout
{
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<string, TensorShape> _shapes;
    private readonly Dictionary<string, (string Buffer, int ChannelOffset)> _homes = [];
    private readonly HashSet<(string Concat, string Part)> _copies = [];

    public PlanLayout(Graph graph, IReadOnlyDictionary<string, TensorShape> shapes)
    {
        (_graph, _shapes) = (graph, shapes);
        foreach (var concat in graph.Nodes.Where(node => node.JoinsInputs))
        {
            PlaceParts(concat);
        }

        foreach (var node in graph.Nodes)
        {
            _homes.TryAdd(node.Name, node.ViewedChannel is { } channel ? ViewOf(node.Inputs[0], channel) : (node.Name, 0));
        }
    }

    /// <summary>The buffer that holds a value, and the value's first channel in it.</summary>
    public (string Buffer, int ChannelOffset) HomeOf(string value) => _homes[value];

    /// <summary>True where a concatenation has to copy a part, because the part lives elsewhere.</summary>
    public bool IsCopied(string concat, string part) => _copies.Contains((concat, part));

    /// <summary>Storage of each buffer.</summary>
    /// <param name="isPacked">
    /// True for a value that its producer and all its readers take in 16 bits; asked only where a buffer holds nothing else.
    /// </param>
    public IReadOnlyDictionary<string, ActivationLayout> Layouts(Func<string, bool>? isPacked = null) =>
        _homes.Values.Select(home => home.Buffer).Distinct().ToDictionary(
            buffer => buffer,
            buffer => new ActivationLayout(
                _shapes[buffer], NeedsHalo(buffer) ? 1 : 0, isPacked is not null && IsAlone(buffer) && isPacked(buffer)));

    /// <summary>Lifetime of each buffer: from the first operation that writes into it to the last that reads from it.</summary>
    public IEnumerable<BufferRequest> Requests(IReadOnlyDictionary<string, ActivationLayout> layouts)
    {
        var index = _graph.Nodes.Select((node, i) => (node.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i);
        foreach (var group in _homes.GroupBy(home => home.Value.Buffer, home => home.Key))
        {
            int first = group.Min(value => index[value]);
            int last = group.Max(value => _graph.ConsumersOf(value).Select(node => index[node.Name]).DefaultIfEmpty(index[value]).Max());
            if (group.Where(_graph.Outputs.Contains).Select(value => index[value] + 1).DefaultIfEmpty().Max() is var unpacked && unpacked > last)
            {
                last = unpacked; // read once more, after the operation
            }

            yield return new(group.Key, layouts[group.Key].Elements, first, last);
        }
    }

    private (string Buffer, int ChannelOffset) ViewOf(string value, int channel) =>
        (_homes[value].Buffer, _homes[value].ChannelOffset + channel);

    private void PlaceParts(GraphNode concat)
    {
        int channel = 0;
        foreach (string part in concat.Inputs)
        {
            // Slices start at whole vectors, so that a producer writes no channel of its neighbour.
            bool fits = channel % ActivationLayout.ChannelAlignment == 0 && _shapes[part].C % ActivationLayout.ChannelAlignment == 0;
            if (!fits)
            {
                throw new ArgumentException(
                    $"'{concat.Name}' joins {_shapes[part].C} channels of '{part}'; parts must be multiples of {ActivationLayout.ChannelAlignment}");
            }

            if (!_graph[part].WritesSlices || !_homes.TryAdd(part, (concat.Name, channel)))
            {
                _copies.Add((concat.Name, part));
            }

            channel += _shapes[part].C;
        }
    }

    private bool IsAlone(string buffer) => _homes.Count(home => home.Value.Buffer == buffer) == 1;

    private bool NeedsHalo(string buffer) =>
        _homes.Where(home => home.Value.Buffer == buffer).Any(home => _graph.ConsumersOf(home.Key).Any(node => node.ReadsBorder(home.Key)));
}

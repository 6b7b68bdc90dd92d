using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Normalization;

namespace DiffPir.Kernels;

/// <summary>
/// Third pass: where every normalisation finds the moments of its input. A convolution that can leaves them with its output, for a
/// concatenation part by part; what no producer leaves is taken by a pass over the value, once, before the first normalisation that asks.
/// </summary>
internal sealed class PlanMoments
{
    private readonly ComputeDevice _device;
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<string, TensorShape> _shapes;
    private readonly Func<ConvolutionNode, ConvolutionCandidate> _candidateOf;
    private readonly Dictionary<string, BufferRequest> _tables = [];
    private readonly Dictionary<string, string> _takers = [];

    public PlanMoments(
        ComputeDevice device, Graph graph, IReadOnlyDictionary<string, TensorShape> shapes, Func<ConvolutionNode, ConvolutionCandidate> candidateOf)
    {
        (_device, _graph, _shapes, _candidateOf) = (device, graph, shapes, candidateOf);
        var index = graph.Nodes.Select((node, i) => (node.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i);
        foreach (var norm in graph.Nodes.OfType<GroupNormNode>())
        {
            foreach (string source in SourcesOf(norm))
            {
                int last = index[norm.Name];
                if (_tables.TryGetValue(source, out var earlier))
                {
                    _tables[source] = earlier with { LastStep = Math.Max(last, earlier.LastStep) };
                    continue;
                }

                bool produced = ProducedChunks(source) > 0;
                if (!produced)
                {
                    _takers[source] = norm.Name;
                }

                var shape = shapes[source];
                _tables[source] = new(
                    NameOf(source), MomentTable.Elements(shape.N, ChunksOf(source), shape.C), produced ? index[source] : last, last);
            }
        }
    }

    /// <summary>The tables.</summary>
    public IEnumerable<BufferRequest> Requests => _tables.Values;

    /// <summary>Name of the buffer with a value's moments.</summary>
    public static string NameOf(string value) => value + " (moments)";

    /// <summary>Values whose moments together are those of a normalisation's input, in the order of channels: one or two.</summary>
    public IReadOnlyList<string> SourcesOf(GroupNormNode norm) =>
        _graph[norm.Input] is ConcatNode { Parts: [var left, var right] } ? [left, right] : [norm.Input];

    /// <summary>True where the value's producer leaves its moments.</summary>
    public bool IsProduced(string value) => _tables.ContainsKey(value) && !_takers.ContainsKey(value);

    /// <summary>True where a normalisation has to take the moments of a value.</summary>
    public bool IsTakenBy(string value, GroupNormNode norm) => _takers.TryGetValue(value, out string? taker) && taker == norm.Name;

    /// <summary>Chunks of the table of a value's moments.</summary>
    public int ChunksOf(string value) => ProducedChunks(value) is > 0 and var chunks ? chunks : MomentsLauncher.Chunks(_device, _shapes[value]);

    private int ProducedChunks(string value) => _graph[value] is ConvolutionNode convolution
        ? ConvolutionLauncher.MomentChunks(_device, _candidateOf(convolution), _shapes[value])
        : 0;
}

using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Normalization;

namespace DiffPir.Kernels;

/// <summary>
/// Third pass: where every normalisation finds the moments of its input. A convolution that can leaves them with its output, for a
/// concatenation part by part; what no producer leaves is taken by a pass over the value.
/// </summary>
internal sealed class PlanMoments
{
    private readonly ComputeDevice _device;
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<string, TensorShape> _shapes;
    private readonly Func<ConvolutionNode, ConvolutionCandidate> _candidateOf;
    private readonly Dictionary<string, BufferRequest> _produced = [];

    public PlanMoments(
        ComputeDevice device, Graph graph, IReadOnlyDictionary<string, TensorShape> shapes, Func<ConvolutionNode, ConvolutionCandidate> candidateOf)
    {
        (_device, _graph, _shapes, _candidateOf) = (device, graph, shapes, candidateOf);
        var index = graph.Nodes.Select((node, i) => (node.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i);
        foreach (var norm in graph.Nodes.OfType<GroupNormNode>())
        {
            foreach (string source in SourcesOf(norm).Where(source => ProducedChunks(source) > 0))
            {
                int first = index[source], last = index[norm.Name];
                _produced[source] = new(
                    NameOf(source), MomentTable.Elements(1, ProducedChunks(source), shapes[source].C), first,
                    Math.Max(last, _produced.TryGetValue(source, out var earlier) ? earlier.LastStep : last));
            }
        }
    }

    /// <summary>Tables that producers fill.</summary>
    public IEnumerable<BufferRequest> Requests => _produced.Values;

    /// <summary>Name of the buffer with a value's moments.</summary>
    public static string NameOf(string value) => value + " (moments)";

    /// <summary>Values whose moments together are those of a normalisation's input, in the order of channels: one or two.</summary>
    public IReadOnlyList<string> SourcesOf(GroupNormNode norm) =>
        _graph[norm.Input] is ConcatNode { Parts: [var left, var right] } ? [left, right] : [norm.Input];

    /// <summary>True where the value's producer leaves its moments.</summary>
    public bool IsProduced(string value) => _produced.ContainsKey(value);

    /// <summary>Chunks of the table of a value's moments.</summary>
    public int ChunksOf(string value) => IsProduced(value) ? ProducedChunks(value) : MomentsLauncher.Chunks(_device, _shapes[value]);

    /// <summary>Floats of the tables that a normalisation has to fill itself.</summary>
    public long OwnElements(GroupNormNode norm) => SourcesOf(norm).Where(source => !IsProduced(source))
        .Sum(source => MomentTable.Elements(_shapes[source].N, ChunksOf(source), _shapes[source].C));

    private int ProducedChunks(string value) => _graph[value] is ConvolutionNode convolution
        ? ConvolutionLauncher.MomentChunks(_device, _candidateOf(convolution), _shapes[value])
        : 0;
}

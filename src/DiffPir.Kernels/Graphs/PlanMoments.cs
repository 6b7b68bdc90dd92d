namespace DiffPir.Kernels;

/// <summary>
/// Third pass: where every operation that reads moments finds those of its input. A producer that can leaves them with its value, for a
/// concatenation part by part; what no producer leaves is taken by a pass over the value, once, before the first operation that asks.
/// </summary>
internal sealed class PlanMoments
{
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<string, OperationSetting> _settings;
    private readonly Dictionary<string, BufferRequest> _tables = [];
    private readonly Dictionary<string, string> _takers = [];

    public PlanMoments(Graph graph, IReadOnlyDictionary<string, OperationSetting> settings)
    {
        (_graph, _settings) = (graph, settings);
        var index = graph.Nodes.Select((node, i) => (node.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i);
        foreach (var reader in graph.Nodes)
        {
            foreach (string source in SourcesOf(reader))
            {
                int last = index[reader.Name];
                if (_tables.TryGetValue(source, out var earlier))
                {
                    _tables[source] = earlier with { LastStep = Math.Max(last, earlier.LastStep) };
                    continue;
                }

                bool produced = ProducedChunks(source) > 0;
                if (!produced)
                {
                    _takers[source] = reader.Name;
                }

                var shape = settings[source].Output;
                _tables[source] = new(
                    NameOf(source), MomentTable.Elements(shape.N, ChunksOf(source), shape.C), produced ? index[source] : last, last);
            }
        }
    }

    /// <summary>The tables.</summary>
    public IEnumerable<BufferRequest> Requests => _tables.Values;

    /// <summary>Name of the buffer with a value's moments.</summary>
    public static string NameOf(string value) => value + " (moments)";

    /// <summary>
    /// Values whose moments together are those of the input whose moments an operation reads, in the order of channels: one or two; none
    /// for an operation that reads no moments.
    /// </summary>
    public IReadOnlyList<string> SourcesOf(GraphNode reader) => reader.MomentsRead switch
    {
        null => [],
        var input when _graph[input] is { JoinsInputs: true, Inputs: [var left, var right] } => [left, right],
        var input => [input],
    };

    /// <summary>True where the value's producer leaves its moments.</summary>
    public bool IsProduced(string value) => _tables.ContainsKey(value) && !_takers.ContainsKey(value);

    /// <summary>True where an operation has to take the moments of a value.</summary>
    public bool IsTakenBy(string value, GraphNode reader) => _takers.TryGetValue(value, out string? taker) && taker == reader.Name;

    /// <summary>Chunks of the table of a value's moments.</summary>
    public int ChunksOf(string value) => ProducedChunks(value) is > 0 and var chunks
        ? chunks
        : MomentTable.ChunksOf(_settings[value].Device, _settings[value].Output);

    private int ProducedChunks(string value) => _graph[value].MomentChunks(_settings[value]);
}

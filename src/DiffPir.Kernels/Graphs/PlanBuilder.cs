using ILGPU;

namespace DiffPir.Kernels;

/// <summary>Last pass: turns every operation of a fused graph into its launches.</summary>
internal sealed class PlanBuilder
{
    private readonly ComputeDevice _device;
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<string, TensorShape> _shapes;
    private readonly WeightStore _weights;
    private readonly int _conditioningSteps;
    private readonly PlanTraining? _training;
    private readonly Dictionary<string, OperationSetting> _settings;
    private readonly PlanMoments _moments;
    private readonly List<string> _tensors;

    /// <summary>Chooses a candidate for every operation.</summary>
    public PlanBuilder(
        ComputeDevice device,
        Graph graph,
        IReadOnlyDictionary<string, TensorShape> shapes,
        WeightStore weights,
        int conditioningSteps,
        TuningTable choices,
        PlanTraining? training)
    {
        (_device, _graph, _shapes, _weights, _conditioningSteps) = (device, graph, shapes, weights, conditioningSteps);
        _training = training;
        _settings = graph.Nodes.ToDictionary(node => node.Name, node =>
        {
            TensorShape[] inputs = [.. node.Inputs.Select(name => shapes[name])];
            return new OperationSetting(device, inputs, shapes[node.Name], node.Choose(device, choices, inputs, shapes[node.Name]));
        });
        _moments = new(graph, _settings);
        _tensors = [.. graph.Inputs.Select(input => input.Name), .. graph.Outputs];
    }

    /// <summary>True for a value that is rounded to 16 bits wherever it is read, and can be stored so.</summary>
    public bool IsPacked(string value) =>
        !_graph.Outputs.Contains(value) && _graph[value].WritesPacked(_settings[value])
        && _graph.ConsumersOf(value).All(reader => reader.ReadsPacked(value, _settings[reader.Name]));

    /// <summary>Memory that operations need while they run, and the moments that they leave.</summary>
    public IEnumerable<BufferRequest> ScratchRequests()
    {
        foreach (var request in _moments.Requests)
        {
            yield return request;
        }

        for (int i = 0; i < _graph.Nodes.Count; i++)
        {
            long elements = ScratchElements(_graph.Nodes[i]);
            if (elements > 0)
            {
                yield return new(ScratchName(_graph.Nodes[i]), elements, i, i);
            }
        }
    }

    /// <summary>Prepares all launches, the passage from and to planar tensors included; an output follows its operation at once.</summary>
    public IReadOnlyList<PlanStep> Build(
        PlanLayout layout, IReadOnlyDictionary<string, ActivationLayout> layouts, BufferPlacement placement, ArrayView<float> arena)
    {
        PlacedValue Place(string name)
        {
            var (buffer, channel) = layout.HomeOf(name);
            return new(_shapes[name], layouts[buffer], channel, arena.SubView(placement.OffsetOf(buffer), layouts[buffer].Elements));
        }

        MomentTable MomentsOf(string value)
        {
            var (images, channels, _, _) = _shapes[value];
            int chunks = _moments.ChunksOf(value);
            return new(arena.SubView(placement.OffsetOf(PlanMoments.NameOf(value)), MomentTable.Elements(images, chunks, channels)), chunks, channels);
        }

        var steps = new List<PlanStep>();
        foreach (var node in _graph.Nodes)
        {
            long scratch = ScratchElements(node);
            var y = Place(node.Name);
            var step = node.Prepare(new()
            {
                Setting = _settings[node.Name],
                Weights = _weights,
                ConditioningSteps = _conditioningSteps,
                Inputs = [.. node.Inputs.Select(Place)],
                Output = y,
                Scratch = scratch > 0 ? arena.SubView(placement.OffsetOf(ScratchName(node)), scratch) : arena,
                Moments = [.. _moments.SourcesOf(node).Select(source => new MomentSource(Place(source), MomentsOf(source), _moments.IsTakenBy(source, node)))],
                ProducedMoments = _moments.IsProduced(node.Name) ? MomentsOf(node.Name) : null,
                Copies = [.. CopiesOf(node, layout, Place)],
                Tensor = _tensors.IndexOf(node.Name),
                Training = _training,
            });
            steps.Add(y.HasHalo && !node.WritesBorder ? WithBorder(step, LayoutLauncher.ZeroBorder(_device, y)) : step);
            if (_graph.Outputs.Contains(node.Name))
            {
                string name = _graph.Outputs is [_] ? "output" : $"output {node.Name}";
                int tensor = _tensors.LastIndexOf(node.Name);
                steps.Add(new(name, $"to planar {y.Shape}", 0) { Launch = LayoutLauncher.Unpack(_device, y, tensor), Tensor = tensor });
            }
        }

        return steps;
    }

    private static string ScratchName(GraphNode node) => node.Name + " (scratch)";

    private static PlanStep WithBorder(PlanStep step, Action border) => step with
    {
        Launch = run =>
        {
            border();
            step.Launch(run);
        },
    };

    private IEnumerable<(PlacedValue Part, PlacedValue Slice)> CopiesOf(GraphNode node, PlanLayout layout, Func<string, PlacedValue> place)
    {
        int channel = 0;
        foreach (string part in node.JoinsInputs ? node.Inputs : [])
        {
            if (layout.IsCopied(node.Name, part))
            {
                var whole = place(node.Name);
                yield return (place(part), whole with { Shape = _shapes[part], ChannelOffset = whole.ChannelOffset + channel });
            }

            channel += _shapes[part].C;
        }
    }

    private long ScratchElements(GraphNode node) => node.ScratchElements(_settings[node.Name]);
}

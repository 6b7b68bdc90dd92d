using DiffPir.Kernels.Attention;
using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Embedding;
using DiffPir.Kernels.Normalization;
using DiffPir.Kernels.Pointwise;
using ILGPU;

namespace DiffPir.Kernels;

/// <summary>Last pass: turns every operation of a fused graph into its launches.</summary>
internal sealed class PlanBuilder(
    ComputeDevice device, Graph graph, IReadOnlyDictionary<string, TensorShape> shapes, WeightStore weights, int conditioningSteps)
{
    private readonly PlanMoments _moments = new(device, graph, shapes, c => CandidateOf(device, shapes, c));

    /// <summary>Memory that operations need while they run, and the moments that they leave.</summary>
    public IEnumerable<BufferRequest> ScratchRequests()
    {
        foreach (var request in _moments.Requests)
        {
            yield return request;
        }

        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            long elements = ScratchElements(graph.Nodes[i]);
            if (elements > 0)
            {
                yield return new(ScratchName(graph.Nodes[i]), elements, i, i);
            }
        }
    }

    /// <summary>Prepares all launches, the passage from and to planar tensors included.</summary>
    public IReadOnlyList<PlanStep> Build(
        PlanLayout layout, IReadOnlyDictionary<string, ActivationLayout> layouts, BufferPlacement placement, ArrayView<float> arena)
    {
        PlacedValue Place(string name)
        {
            var (buffer, channel) = layout.HomeOf(name);
            return new(shapes[name], layouts[buffer], channel, arena.SubView(placement.OffsetOf(buffer), layouts[buffer].Elements));
        }

        MomentTable MomentsOf(string value)
        {
            var (images, channels, _, _) = shapes[value];
            int chunks = _moments.ChunksOf(value);
            return new(arena.SubView(placement.OffsetOf(PlanMoments.NameOf(value)), MomentTable.Elements(images, chunks, channels)), chunks, channels);
        }

        var steps = new List<PlanStep>();
        foreach (var node in graph.Nodes)
        {
            long scratchElements = ScratchElements(node);
            var scratch = scratchElements > 0 ? arena.SubView(placement.OffsetOf(ScratchName(node)), scratchElements) : arena;
            var step = node is ConcatNode concat ? PlanConcat(concat, layout, Place) : PlanOperation(node, Place, MomentsOf, scratch);
            steps.Add(Place(node.Name) is { HasHalo: true } y && node is not GroupNormNode and not ConcatNode
                ? WithBorder(step, PointwiseLauncher.ZeroBorder(device, y))
                : step);
        }

        var output = Place(graph.Output);
        steps.Add(new("output", $"to planar {output.Shape}", 0) { Launch = PointwiseLauncher.Unpack(device, output) });
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

    private long ScratchElements(GraphNode node) => node switch
    {
        GroupNormNode g => GroupNormLauncher.CoefficientElements(shapes[g.Input]),
        AttentionNode a => AttentionLauncher.ScratchElements(device, shapes[a.Name], a.Heads),
        ConvolutionNode c => ConvolutionLauncher.ScratchElements(device, CandidateOf(device, shapes, c), shapes[c.Input], shapes[c.Name]),
        _ => 0,
    };

    private static ConvolutionCandidate CandidateOf(
        ComputeDevice device, IReadOnlyDictionary<string, TensorShape> shapes, ConvolutionNode node) =>
        ConvolutionSelector.Choose(device, node, shapes[node.Input], shapes[node.Name]);

    private PlanStep PlanOperation(
        GraphNode node, Func<string, PlacedValue> place, Func<string, MomentTable> momentsOf, ArrayView<float> scratch)
    {
        var y = place(node.Name);
        return node switch
        {
            InputNode => new(node.Name, $"from planar {y.Shape}", 0) { Launch = PointwiseLauncher.Pack(device, y) },
            ConvolutionNode c => PlanConvolution(c, place, momentsOf, y, scratch),
            GroupNormNode g => PlanGroupNorm(g, place, momentsOf, y, scratch),
            ActivationNode a => Step(a.Name, $"{a.Activation} {y.Shape}", PointwiseLauncher.Activate(device, a.Activation, place(a.Input), y)),
            AddNode a => Step(a.Name, $"sum {y.Shape}", PointwiseLauncher.Add(device, place(a.Left), place(a.Right), y)),
            AddConditioningNode a => new(a.Name, $"sum with conditioning {y.Shape}", 0)
            {
                Launch = PointwiseLauncher.AddConditioning(device, a.Offset, conditioningSteps, place(a.Input), y),
            },
            ResampleNode r => Step(r.Name, $"{r.Resampling} {y.Shape}", PointwiseLauncher.Resample(device, r.Resampling, place(r.Input), y)),
            PixelShuffleNode p => Step(p.Name, $"pixel shuffle {y.Shape}", PointwiseLauncher.PixelShuffle(device, place(p.Input), y)),
            AttentionNode a => PlanAttention(a, place(a.Input), y, scratch),
            TimestepEmbeddingNode t => Step(
                t.Name, $"timestep embedding {y.Shape}", TimestepEmbeddingLauncher.Prepare(device, weights, t.FrequencyShift, place(t.Input), y)),
            _ => throw new NotSupportedException($"no operation for {node.GetType().Name} '{node.Name}'"),
        };
    }

    private PlanStep PlanGroupNorm(
        GroupNormNode node, Func<string, PlacedValue> place, Func<string, MomentTable> momentsOf, PlacedValue y, ArrayView<float> scratch)
    {
        var sources = _moments.SourcesOf(node);
        var passes = sources.Where(source => _moments.IsTakenBy(source, node))
            .Select(source => MomentsLauncher.Prepare(device, place(source), momentsOf(source))).ToList();
        var launch = GroupNormLauncher.Prepare(
            device, node, weights, place(node.Input), [.. sources.Select(momentsOf)], y, scratch, conditioningSteps);
        return new(node.Name, $"{Describe(node, y.Shape)}, {passes.Count} passes for moments", 0)
        {
            Launch = run =>
            {
                passes.ForEach(pass => pass());
                launch(run);
            },
        };
    }

    private PlanStep PlanConvolution(
        ConvolutionNode node, Func<string, PlacedValue> place, Func<string, MomentTable> momentsOf, PlacedValue y, ArrayView<float> scratch)
    {
        var x = place(node.Input);
        var candidate = CandidateOf(device, shapes, node);
        var residualValue = node.Residual is null ? null : place(node.Residual);
        var moments = _moments.IsProduced(node.Name) ? momentsOf(node.Name) : null;
        var launch = ConvolutionLauncher.Prepare(device, node, candidate, weights, x, residualValue, y, scratch, moments);
        string stride = node.Stride == 1 ? string.Empty : $" stride {node.Stride}{(node.EndPadding ? " padded at the end" : string.Empty)}", residual = node.Residual is null ? string.Empty : " + residual";
        return Step(
            node.Name,
            $"convolution {node.KernelSize}x{node.KernelSize}{stride} {x.Shape.C} -> {y.Shape}{residual} [{candidate}]",
            launch,
            y.Shape.Elements * x.Shape.C * node.KernelSize * node.KernelSize);
    }

    private PlanStep PlanAttention(AttentionNode node, PlacedValue qkv, PlacedValue y, ArrayView<float> scratch)
    {
        long length = (long)y.Shape.H * y.Shape.W;
        var candidate = AttentionLauncher.Choose(device, y.Shape, node.Heads);
        return Step(
            node.Name,
            $"attention {node.Heads} heads, {node.Order} order {y.Shape} [{candidate}]",
            AttentionLauncher.Prepare(device, node, qkv, y, scratch),
            2 * length * length * y.Shape.N * y.Shape.C);
    }

    private PlanStep PlanConcat(ConcatNode node, PlanLayout layout, Func<string, PlacedValue> place)
    {
        var whole = place(node.Name);
        var copies = new List<Action>();
        int channel = 0;
        foreach (string part in node.Parts)
        {
            if (layout.IsCopied(node.Name, part))
            {
                var slice = whole with { Shape = shapes[part], ChannelOffset = channel };
                copies.Add(PointwiseLauncher.Copy(device, place(part), slice));
                if (slice.HasHalo)
                {
                    copies.Add(PointwiseLauncher.ZeroBorder(device, slice));
                }
            }

            channel += shapes[part].C;
        }

        return Step(node.Name, $"concatenation {whole.Shape}, {copies.Count} copies", () => copies.ForEach(copy => copy()));
    }

    private static PlanStep Step(string name, string description, Action launch, long multiplyAdds = 0) =>
        new(name, description, multiplyAdds) { Launch = _ => launch() };

    private static string Describe(GroupNormNode node, TensorShape y) =>
        $"group norm {node.Groups} groups" +
        (node.ScaleShiftOffset is null ? string.Empty : " + scale, shift") +
        (node.Activation == Activation.None ? string.Empty : $" + {node.Activation}") +
        (node.Resampling == Resampling.None ? string.Empty : $" + {node.Resampling}") + $" {y}";
}

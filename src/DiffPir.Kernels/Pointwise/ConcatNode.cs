namespace DiffPir.Kernels.Pointwise;

/// <summary>Channels of several values, one after the other.</summary>
public sealed record ConcatNode(string Name, IReadOnlyList<string> Parts) : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => Parts;

    /// <inheritdoc/>
    internal override GraphNode Rename(string name, Func<string, string> rename) => this with { Name = name, Parts = [.. Parts.Select(rename)] };

    /// <inheritdoc/>
    internal override bool JoinsInputs => true;

    /// <inheritdoc/>
    internal override bool WritesSlices => false;

    /// <summary>Those who write the parts write their borders.</summary>
    internal override bool WritesBorder => true;

    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs)
    {
        Require(inputs.All(part => part with { C = 1 } == inputs[0] with { C = 1 }), "joins maps of different sizes");
        return inputs[0] with { C = inputs.Sum(part => part.C) };
    }

    /// <inheritdoc/>
    internal override void Differentiate(GradientBuilder builder, string gradient)
    {
        int channel = 0;
        foreach (string part in Parts)
        {
            int channels = builder.ShapeOf(part).C;
            if (builder.Needs(part))
            {
                builder.Contribute(part, builder.Add(new SliceNode(GradientBuilder.NameOf(this, part), gradient, channel, channels)));
            }

            channel += channels;
        }
    }

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context)
    {
        var copies = new List<Action>();
        foreach (var (part, slice) in context.Copies)
        {
            copies.Add(PointwiseLauncher.Copy(context.Device, part, slice));
            if (slice.HasHalo)
            {
                copies.Add(LayoutLauncher.ZeroBorder(context.Device, slice));
            }
        }

        return PlanStep.Moving(
            Name, $"concatenation {context.Output.Shape}, {context.Copies.Count} copies", () => copies.ForEach(copy => copy()));
    }
}

namespace DiffPir.Kernels.Attention;

/// <summary>
/// Multi-head attention softmax(q k^T / sqrt(d)) v over all pixels of an image, from a joint map of 3C channels to one of C channels.
/// </summary>
public sealed record AttentionNode(string Name, string Input, int Heads, AttentionOrder Order) : UnaryNode(Name, Input)
{
    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs)
    {
        Require(inputs[0].C % (3 * Heads) == 0, $"splits {inputs[0].C} channels into 3 x {Heads} heads");
        return inputs[0] with { C = inputs[0].C / 3 };
    }

    /// <summary>The kernel is the device's; there is nothing to measure.</summary>
    /// <inheritdoc/>
    internal override Enum? Choose(ComputeDevice device, TuningTable choices, IReadOnlyList<TensorShape> inputs, TensorShape output) =>
        AttentionLauncher.Choose(device, output, Heads);

    /// <inheritdoc/>
    internal override long ScratchElements(OperationSetting setting) =>
        AttentionLauncher.ScratchElements((AttentionCandidate)setting.Candidate!, setting.Output);

    /// <inheritdoc/>
    internal override void Differentiate(GradientBuilder builder, string gradient) => builder.Contribute(
        Input, builder.Add(new AttentionGradientNode(GradientBuilder.NameOf(this, Input), gradient, Input, Name, Heads, Order)));

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context)
    {
        var y = context.Output;
        var candidate = (AttentionCandidate)context.Setting.Candidate!;
        long length = (long)y.Shape.H * y.Shape.W;
        var launch = AttentionLauncher.Prepare(context.Device, candidate, this, context.Inputs[0], y, context.Scratch);
        return new(Name, $"attention {Heads} heads, {Order} order {y.Shape} [{candidate}]", 2 * length * length * y.Shape.N * y.Shape.C)
        {
            Launch = _ => launch(),
        };
    }
}

namespace DiffPir.Kernels.Pointwise;

/// <summary>Some successive channels of a value: a view, which moves nothing.</summary>
/// <param name="Name">Name of the result.</param>
/// <param name="Input">Value read.</param>
/// <param name="FirstChannel">First channel; a multiple of 16.</param>
/// <param name="Channels">Number of channels.</param>
public sealed record SliceNode(string Name, string Input, int FirstChannel, int Channels) : UnaryNode(Name, Input)
{
    /// <inheritdoc/>
    internal override int? ViewedChannel => FirstChannel;

    /// <inheritdoc/>
    internal override bool WritesSlices => false;

    /// <summary>Who writes the whole writes its border.</summary>
    internal override bool WritesBorder => true;

    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs)
    {
        Require(
            FirstChannel % ActivationLayout.ChannelAlignment == 0 && FirstChannel >= 0 && FirstChannel + Channels <= inputs[0].C,
            $"takes {Channels} of {inputs[0].C} channels from {FirstChannel} on; the first is a multiple of {ActivationLayout.ChannelAlignment}");
        return inputs[0] with { C = Channels };
    }

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context) =>
        PlanStep.Moving(Name, $"channels {FirstChannel} to {FirstChannel + Channels - 1}, in place {context.Output.Shape}", static () => { });
}

namespace DiffPir.Kernels.Pointwise;

/// <summary>Twice the resolution from a quarter of the channels: channel (2 a + b) C + c becomes row a, column b of a 2x2 block of channel c.</summary>
public sealed record PixelShuffleNode(string Name, string Input) : UnaryNode(Name, Input)
{
    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs)
    {
        var quarters = inputs[0];
        Require(quarters.C % 4 == 0, $"makes 2x2 blocks of {quarters.C} channels");
        return quarters with { C = quarters.C / 4, H = quarters.H * 2, W = quarters.W * 2 };
    }

    /// <inheritdoc/>
    internal override void Differentiate(GradientBuilder builder, string gradient) =>
        builder.Contribute(Input, builder.Add(new PixelUnshuffleNode(GradientBuilder.NameOf(this, Input), gradient)));

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context) => PlanStep.Moving(
        Name, $"pixel shuffle {context.Output.Shape}", PointwiseLauncher.PixelShuffle(context.Device, context.Inputs[0], context.Output));
}

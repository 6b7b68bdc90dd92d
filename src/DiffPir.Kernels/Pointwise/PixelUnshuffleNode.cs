namespace DiffPir.Kernels.Pointwise;

/// <summary>Half the resolution and four times the channels: what <see cref="PixelShuffleNode"/> does, undone; also its gradient.</summary>
public sealed record PixelUnshuffleNode(string Name, string Input) : UnaryNode(Name, Input)
{
    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs)
    {
        var shape = inputs[0];
        Require((shape.H | shape.W) % 2 == 0, $"splits a map of {shape.H}x{shape.W} into 2x2 blocks");
        return shape with { C = shape.C * 4, H = shape.H / 2, W = shape.W / 2 };
    }

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context) => PlanStep.Moving(
        Name, $"pixel unshuffle {context.Output.Shape}", PointwiseLauncher.PixelUnshuffle(context.Device, context.Inputs[0], context.Output));
}

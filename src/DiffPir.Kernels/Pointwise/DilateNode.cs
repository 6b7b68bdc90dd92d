namespace DiffPir.Kernels.Pointwise;

/// <summary>A map spread to twice its size, with zeros between: pixel (i, j) becomes pixel (2 i + Offset, 2 j + Offset).</summary>
/// <param name="Name">Name of the result.</param>
/// <param name="Input">Value read.</param>
/// <param name="Height">Rows of the result: twice those of the input, or one less.</param>
/// <param name="Width">Columns of the result, likewise.</param>
/// <param name="Offset">0 or 1.</param>
public sealed record DilateNode(string Name, string Input, int Height, int Width, int Offset) : UnaryNode(Name, Input)
{
    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs)
    {
        Require(
            Rounding.DivideUp(Height - Offset, 2) == inputs[0].H && Rounding.DivideUp(Width - Offset, 2) == inputs[0].W,
            $"spreads {inputs[0]} to {Height}x{Width}");
        return inputs[0] with { H = Height, W = Width };
    }

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context) => PlanStep.Moving(
        Name, $"spread to {context.Output.Shape}", PointwiseLauncher.Dilate(context.Device, Offset, context.Inputs[0], context.Output));
}

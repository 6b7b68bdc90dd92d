namespace DiffPir.Kernels.Pointwise;

/// <summary>
/// Gradient of a change of resolution: sums of 2x2 blocks for pixels that were repeated, a quarter to each pixel of a block for means.
/// </summary>
/// <param name="Name">Name of the result.</param>
/// <param name="Gradient">Gradient with respect to the resampled value.</param>
/// <param name="Resampling">The change of resolution, of which this is the gradient.</param>
/// <param name="Height">Rows before it.</param>
/// <param name="Width">Columns before it.</param>
public sealed record ResampleGradientNode(string Name, string Gradient, Resampling Resampling, int Height, int Width) : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => [Gradient];

    /// <inheritdoc/>
    internal override GraphNode Rename(string name, Func<string, string> rename) => this with { Name = name, Gradient = rename(Gradient) };

    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs)
    {
        var shape = inputs[0] with { H = Height, W = Width };
        Require(ResampleNode.Resized(shape, Resampling) == inputs[0], $"has a gradient of {inputs[0]} for {Resampling} of {Height}x{Width}");
        return shape;
    }

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context) => PlanStep.Moving(
        Name,
        $"gradient of {Resampling} {context.Output.Shape}",
        PointwiseLauncher.ResampleGradient(context.Device, Resampling, context.Inputs[0], context.Output));
}

namespace DiffPir.Kernels.Pointwise;

/// <summary>
/// Gradient with respect to the values of the conditioning table that <see cref="AddConditioningNode"/> adds: sums over pixels, which go to
/// the gradient of the table (<see cref="PlanTraining"/>). Its own value is nothing.
/// </summary>
/// <param name="Name">Name of the operation.</param>
/// <param name="Gradient">Gradient with respect to the sum.</param>
/// <param name="Offset">First channel in the conditioning table.</param>
public sealed record ConditioningGradientNode(string Name, string Gradient, int Offset) : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => [Gradient];

    /// <inheritdoc/>
    internal override GraphNode Rename(string name, Func<string, string> rename) => this with { Name = name, Gradient = rename(Gradient) };

    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs) => new(1, 1, 1, 1);

    /// <inheritdoc/>
    internal override long ScratchElements(OperationSetting setting) =>
        ChannelSumLauncher.ScratchElements(setting.Device, setting.Inputs[0]);

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context)
    {
        var x = context.Inputs[0];
        var y = context.ConditioningGradient(Offset, x.Shape.C, x.Shape.N);
        return PlanStep.Moving(
            Name, $"sums of {x.Shape} for the conditioning", ChannelSumLauncher.PrepareImages(context.Device, x, context.Scratch, y));
    }
}

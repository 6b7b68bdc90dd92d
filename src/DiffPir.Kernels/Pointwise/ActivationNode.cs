namespace DiffPir.Kernels.Pointwise;

/// <summary>A pointwise activation.</summary>
public sealed record ActivationNode(string Name, string Input, Activation Activation) : UnaryNode(Name, Input)
{
    /// <inheritdoc/>
    internal override bool IsPass => true;

    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs) => inputs[0];

    /// <inheritdoc/>
    internal override void Differentiate(GradientBuilder builder, string gradient) => builder.Contribute(
        Input, builder.Add(new ActivationGradientNode(GradientBuilder.NameOf(this, Input), gradient, Input, Activation)));

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context) => PlanStep.Moving(
        Name, $"{Activation} {context.Output.Shape}", PointwiseLauncher.Activate(context.Device, Activation, context.Inputs[0], context.Output));
}

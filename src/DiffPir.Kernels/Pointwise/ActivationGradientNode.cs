namespace DiffPir.Kernels.Pointwise;

/// <summary>Gradient of a pointwise activation: the gradient with respect to its value times its derivative at its input.</summary>
/// <param name="Name">Name of the result.</param>
/// <param name="Gradient">Gradient with respect to the activation's value.</param>
/// <param name="Input">The activation's input.</param>
/// <param name="Activation">The activation.</param>
public sealed record ActivationGradientNode(string Name, string Gradient, string Input, Activation Activation) : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => [Gradient, Input];

    /// <inheritdoc/>
    internal override GraphNode Rename(string name, Func<string, string> rename) =>
        this with { Name = name, Gradient = rename(Gradient), Input = rename(Input) };

    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs)
    {
        Require(inputs[0] == inputs[1], $"has a gradient of {inputs[0]} for a value of {inputs[1]}");
        return inputs[0];
    }

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context) => PlanStep.Moving(
        Name,
        $"gradient of {Activation} {context.Output.Shape}",
        PointwiseLauncher.ActivationGradient(context.Device, Activation, context.Inputs[0], context.Inputs[1], context.Output));
}

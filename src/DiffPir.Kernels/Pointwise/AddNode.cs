namespace DiffPir.Kernels.Pointwise;

/// <summary>Sum of two values of one shape.</summary>
public sealed record AddNode(string Name, string Left, string Right) : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => [Left, Right];

    /// <inheritdoc/>
    internal override GraphNode Rename(string name, Func<string, string> rename) => this with { Name = name, Left = rename(Left), Right = rename(Right) };

    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs)
    {
        Require(inputs[0] == inputs[1], $"adds {inputs[0]} and {inputs[1]}");
        return inputs[0];
    }

    /// <summary>What is added to one of two different summands.</summary>
    /// <returns>The other summand, or null where both are the same.</returns>
    internal string? Other(string summand) => Left == Right ? null : summand == Left ? Right : Left;

    /// <inheritdoc/>
    internal override void Differentiate(GradientBuilder builder, string gradient)
    {
        foreach (string summand in Inputs.Where(builder.Needs))
        {
            builder.Contribute(summand, gradient);
        }
    }

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context) => PlanStep.Moving(
        Name, $"sum {context.Output.Shape}", PointwiseLauncher.Add(context.Device, context.Inputs[0], context.Inputs[1], context.Output));
}

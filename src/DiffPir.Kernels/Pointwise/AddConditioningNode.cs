namespace DiffPir.Kernels.Pointwise;

/// <summary>Adds channel Offset + c of the conditioning table to every pixel of channel c.</summary>
public sealed record AddConditioningNode(string Name, string Input, int Offset) : UnaryNode(Name, Input)
{
    /// <inheritdoc/>
    internal override bool IsPass => true;

    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs) => inputs[0];

    /// <inheritdoc/>
    internal override int ConditioningChannels(IReadOnlyList<TensorShape> inputs) => Offset + inputs[0].C;

    /// <inheritdoc/>
    internal override bool HasParameters => true;

    /// <inheritdoc/>
    internal override void Differentiate(GradientBuilder builder, string gradient)
    {
        if (builder.WantsParameters)
        {
            builder.Add(new ConditioningGradientNode($"d {Name} (conditioning)", gradient, Offset));
        }

        if (builder.Needs(Input))
        {
            builder.Contribute(Input, gradient);
        }
    }

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context) => new(Name, $"sum with conditioning {context.Output.Shape}", 0)
    {
        Launch = PointwiseLauncher.AddConditioning(context.Device, Offset, context.ConditioningSteps, context.ImageColumns, context.Inputs[0], context.Output),
    };
}

namespace DiffPir.Kernels.Pointwise;

/// <summary>A change of resolution without weights.</summary>
public sealed record ResampleNode(string Name, string Input, Resampling Resampling) : UnaryNode(Name, Input)
{
    /// <inheritdoc/>
    internal override bool IsPass => true;

    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs)
    {
        var shape = inputs[0];
        Require(Resampling != Resampling.MeanDown2 || (shape.H > 1 && shape.W > 1), $"halves a map of {shape.H}x{shape.W}");
        return Resized(shape, Resampling);
    }

    /// <inheritdoc/>
    internal override void Differentiate(GradientBuilder builder, string gradient) =>
        builder.Contribute(Input, Differentiate(builder, gradient, this, Input, Resampling));

    /// <summary>Adds the operation that computes the gradient with respect to what an operation resamples.</summary>
    /// <returns>Its name.</returns>
    internal static string Differentiate(GradientBuilder builder, string gradient, GraphNode node, string input, Resampling resampling)
    {
        var shape = builder.ShapeOf(input);
        return resampling == Resampling.None
            ? gradient
            : builder.Add(new ResampleGradientNode($"{GradientBuilder.NameOf(node, input)} ({resampling})", gradient, resampling, shape.H, shape.W));
    }

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context) => PlanStep.Moving(
        Name, $"{Resampling} {context.Output.Shape}", PointwiseLauncher.Resample(context.Device, Resampling, context.Inputs[0], context.Output));

    /// <summary>A shape at another resolution.</summary>
    internal static TensorShape Resized(TensorShape shape, Resampling resampling) => resampling switch
    {
        Resampling.NearestUp2 => shape with { H = shape.H * 2, W = shape.W * 2 },
        Resampling.MeanDown2 => shape with { H = shape.H / 2, W = shape.W / 2 },
        _ => shape,
    };
}

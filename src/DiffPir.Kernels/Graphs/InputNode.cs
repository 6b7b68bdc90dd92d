namespace DiffPir.Kernels;

/// <summary>An image batch handed to the network.</summary>
public sealed record InputNode(string Name, int Channels) : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => [];

    /// <inheritdoc/>
    internal override GraphNode Rename(string name, Func<string, string> rename) => this with { Name = name };

    /// <inheritdoc/>
    internal override bool WritesSlices => false;

    /// <summary>Unknown to the operation: a plan is told.</summary>
    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs) => throw new NotSupportedException($"input '{Name}' has the shape it is given");

    /// <summary>Checks a shape that a plan is given for this input.</summary>
    /// <exception cref="ArgumentException">It has other channels.</exception>
    internal void Check(TensorShape shape) => Require(shape.C == Channels, $"takes {Channels} channels, not {shape.C}");

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context)
    {
        var y = context.Output;
        return new(Name, $"from planar {y.Shape}", 0) { Launch = LayoutLauncher.Pack(context.Device, context.Tensor, y), Tensor = context.Tensor };
    }
}

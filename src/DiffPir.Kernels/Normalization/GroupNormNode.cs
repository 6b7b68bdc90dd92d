using DiffPir.Kernels.Pointwise;

namespace DiffPir.Kernels.Normalization;

/// <summary>
/// Group normalisation y = act((x - mean) / sqrt(var + eps) * gamma + beta), biased variance over a group's channels and pixels; with
/// conditioning, (1 + scale) multiplies and shift is added before the activation; then a resampling.
/// </summary>
/// <param name="Name">Name of the result.</param>
/// <param name="Input">Value read.</param>
/// <param name="Gamma">Weight [channels].</param>
/// <param name="Beta">Weight [channels].</param>
/// <param name="Groups">Number of groups; divides the channels.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="ScaleShiftOffset">First channel of [scale, shift] in the conditioning table, or null.</param>
/// <param name="Activation">Applied after the affine part.</param>
/// <param name="Resampling">Applied last.</param>
public sealed record GroupNormNode(
    string Name,
    string Input,
    string Gamma,
    string Beta,
    int Groups,
    float Epsilon,
    int? ScaleShiftOffset = null,
    Activation Activation = Activation.None,
    Resampling Resampling = Resampling.None)
    : UnaryNode(Name, Input)
{
    /// <inheritdoc/>
    internal override bool IsPass => true;

    /// <inheritdoc/>
    internal override bool WritesBorder => true;

    /// <inheritdoc/>
    internal override string? MomentsRead => Input;

    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs)
    {
        var shape = inputs[0];
        Require(shape.C % Groups == 0, $"has {shape.C} channels, which {Groups} groups do not divide");
        Require(Resampling != Resampling.MeanDown2 || (shape.H > 1 && shape.W > 1), $"halves a map of {shape.H}x{shape.W}");
        return ResampleNode.Resized(shape, Resampling);
    }

    /// <summary>A SiLU joins the pass that applies the normalisation; a resampling is written at the new resolution at once.</summary>
    /// <inheritdoc/>
    internal override GraphNode? Absorb(GraphNode consumer) => consumer switch
    {
        ActivationNode { Activation: Activation.Silu } a when Activation == Activation.None && Resampling == Resampling.None =>
            this with { Name = a.Name, Activation = a.Activation },
        ResampleNode r when Resampling == Resampling.None => this with { Name = r.Name, Resampling = r.Resampling },
        _ => null,
    };

    /// <inheritdoc/>
    internal override int ConditioningChannels(IReadOnlyList<TensorShape> inputs) =>
        ScaleShiftOffset is { } offset ? offset + (2 * inputs[0].C) : 0;

    /// <inheritdoc/>
    internal override long ScratchElements(OperationSetting setting) => GroupNormLauncher.CoefficientElements(setting.Inputs[0]);

    /// <inheritdoc/>
    internal override bool WritesPacked(OperationSetting setting) =>
        !setting.Device.IsProcessor && setting.Device.Precision is Precision.Fp16 or Precision.Bf16
        && GroupNormGroupLauncher.SupportsPacked(setting.Output.C);

    /// <inheritdoc/>
    internal override bool HasParameters => true;

    /// <inheritdoc/>
    internal override void Differentiate(GradientBuilder builder, string gradient)
    {
        string normalized = ResampleNode.Differentiate(builder, gradient, this, Input, Resampling);
        builder.Contribute(Input, builder.Add(new GroupNormGradientNode(
            GradientBuilder.NameOf(this, Input), normalized, Input, Gamma, Beta, Groups, Epsilon, ScaleShiftOffset, Activation)));
    }

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context)
    {
        var passes = MomentsLauncher.PrepareMissing(context);
        var launch = GroupNormLauncher.Prepare(
            context.Device,
            this,
            context.Weights,
            context.Inputs[0],
            [.. context.Moments.Select(source => source.Table)],
            context.Output,
            context.Scratch,
            context.ConditioningSteps,
            context.ImageColumns);
        return new(Name, $"{Describe()} {context.Output.Shape}, {passes.Count} passes for moments", 0)
        {
            Launch = run =>
            {
                passes.ForEach(pass => pass());
                launch(run);
            },
        };
    }

    private string Describe() =>
        $"group norm {Groups} groups" +
        (ScaleShiftOffset is null ? string.Empty : " + scale, shift") +
        (Activation == Activation.None ? string.Empty : $" + {Activation}") +
        (Resampling == Resampling.None ? string.Empty : $" + {Resampling}");
}

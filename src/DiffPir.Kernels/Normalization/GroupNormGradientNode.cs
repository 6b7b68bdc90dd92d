using DiffPir.Kernels.Pointwise;

namespace DiffPir.Kernels.Normalization;

/// <summary>
/// Gradient of <see cref="GroupNormNode"/> with respect to its input, up to its resampling. With z = x scale + shift as in
/// <see cref="GroupNormKernels"/>, xh = (x - mean) / sqrt(var + eps) and dz = gradient * act'(z):
///   dx = scale dz - r (m1 + xh m2), m1 = mean(a dz), m2 = mean(a dz xh) over a group's channels and pixels,
/// where r = 1 / sqrt(var + eps) and a = scale / r. In a plan with gradients of parameters, also those of gamma, beta and the conditioning.
/// </summary>
/// <param name="Name">Name of the result.</param>
/// <param name="Gradient">Gradient with respect to the normalisation's value, before its resampling.</param>
/// <param name="Input">The normalisation's input.</param>
/// <param name="Gamma">Weight [channels].</param>
/// <param name="Beta">Weight [channels].</param>
/// <param name="Groups">Number of groups; divides the channels.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="ScaleShiftOffset">First channel of [scale, shift] in the conditioning table, or null.</param>
/// <param name="Activation">Applied after the affine part: none or SiLU.</param>
/// <param name="Residual">Value added to the result, or null.</param>
public sealed record GroupNormGradientNode(
    string Name,
    string Gradient,
    string Input,
    string Gamma,
    string Beta,
    int Groups,
    float Epsilon,
    int? ScaleShiftOffset,
    Activation Activation,
    string? Residual = null)
    : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => Residual is null ? [Gradient, Input] : [Gradient, Input, Residual];

    /// <inheritdoc/>
    internal override GraphNode Rename(string name, Func<string, string> rename) => this with
    {
        Name = name,
        Gradient = rename(Gradient),
        Input = rename(Input),
        Residual = Residual is null ? null : rename(Residual),
    };

    /// <inheritdoc/>
    internal override string? MomentsRead => Input;

    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs)
    {
        Require(inputs.All(shape => shape == inputs[1]), $"has a gradient of {inputs[0]} for a value of {inputs[1]}");
        Require(inputs[1].C % Groups == 0, $"has {inputs[1].C} channels, which {Groups} groups do not divide");
        return inputs[1];
    }

    /// <summary>A sum with another gradient happens in the pass that writes the result.</summary>
    /// <inheritdoc/>
    internal override GraphNode? Absorb(GraphNode consumer) =>
        consumer is AddNode add && Residual is null && add.Other(Name) is { } other ? this with { Name = add.Name, Residual = other } : null;

    /// <inheritdoc/>
    internal override int ConditioningChannels(IReadOnlyList<TensorShape> inputs) =>
        ScaleShiftOffset is { } offset ? offset + (2 * inputs[1].C) : 0;

    /// <inheritdoc/>
    internal override long ScratchElements(OperationSetting setting) =>
        GroupNormGradientLauncher.ScratchElements(setting.Device, setting.Output);

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context)
    {
        var passes = MomentsLauncher.PrepareMissing(context);
        var launch = GroupNormGradientLauncher.Prepare(this, context);
        string residual = Residual is null ? string.Empty : " + residual";
        return new(Name, $"gradient of group norm {Groups} groups{residual} {context.Output.Shape}, {passes.Count} passes for moments", 0)
        {
            Launch = run =>
            {
                passes.ForEach(pass => pass());
                launch(run);
            },
        };
    }
}

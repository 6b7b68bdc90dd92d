namespace DiffPir.Kernels.Convolution;

/// <summary>
/// Gradient of the weight and the bias of <see cref="ConvolutionNode"/>: dw[o, c, tap] = sum over images and pixels of
/// g[p, o] x[p * stride + tap, c], db[o] = sum of g[p, o]. They go where parameters' gradients are kept (<see cref="PlanTraining"/>); its own
/// value is nothing.
/// </summary>
/// <param name="Name">Name of the operation.</param>
/// <param name="Gradient">Gradient g with respect to the convolution's value.</param>
/// <param name="Input">The convolution's input x.</param>
/// <param name="Weight">The weight.</param>
/// <param name="Bias">The bias, or null for none.</param>
/// <param name="KernelSize">1 or 3.</param>
/// <param name="Stride">1 or 2.</param>
/// <param name="EndPadding">As of the convolution.</param>
public sealed record ConvolutionWeightGradientNode(
    string Name, string Gradient, string Input, string Weight, string? Bias, int KernelSize, int Stride, bool EndPadding)
    : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => [Gradient, Input];

    /// <inheritdoc/>
    internal override GraphNode Rename(string name, Func<string, string> rename) =>
        this with { Name = name, Gradient = rename(Gradient), Input = rename(Input) };

    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs)
    {
        Require(
            inputs[0] with { C = 1 }
                == new TensorShape(inputs[1].N, 1, Rounding.DivideUp(inputs[1].H, Stride), Rounding.DivideUp(inputs[1].W, Stride)),
            $"has a gradient of {inputs[0]} for an input of {inputs[1]}");
        return new(1, 1, 1, 1);
    }

    /// <inheritdoc/>
    internal override bool ReadsBorder(string input) => KernelSize == 3 && input == Input;

    /// <inheritdoc/>
    internal override long ScratchElements(OperationSetting setting) => Math.Max(
        WinogradGradientLauncher.Serves(setting.Device, this, setting.Inputs[0], setting.Inputs[1])
            ? WinogradGradientLauncher.ScratchElements(setting.Inputs[0], setting.Inputs[1])
            : WeightGradientLauncher.ScratchElements(setting.Device, this, setting.Inputs[0], setting.Inputs[1]),
        ChannelSumLauncher.ScratchElements(setting.Device, setting.Inputs[0]));

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context)
    {
        var (gradient, x) = (context.Inputs[0], context.Inputs[1]);
        long count = (long)gradient.Shape.C * x.Shape.C * KernelSize * KernelSize;
        var weight = context.ParameterGradient(Weight, count);
        var launches = new List<Action>
        {
            WinogradGradientLauncher.Serves(context.Device, this, gradient.Shape, x.Shape)
                ? WinogradGradientLauncher.Prepare(context, weight)
                : WeightGradientLauncher.Prepare(context, this, weight),
        };
        if (Bias is not null)
        {
            launches.Add(ChannelSumLauncher.PrepareAll(
                context.Device, gradient, context.Scratch, context.ParameterGradient(Bias, gradient.Shape.C)));
        }

        return new(Name, $"gradient of weight {KernelSize}x{KernelSize} {x.Shape.C} -> {gradient.Shape}",
            gradient.Shape.Elements * x.Shape.C * KernelSize * KernelSize)
        {
            Launch = _ => launches.ForEach(launch => launch()),
        };
    }
}

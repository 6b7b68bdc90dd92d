using DiffPir.Kernels.Pointwise;

namespace DiffPir.Kernels.Convolution;

/// <summary>
/// Cross-correlation with zero padding of (KernelSize - 1) / 2, plus bias, plus an optional residual of the output's shape.
/// A 1x1 convolution is a linear layer on channels.
/// </summary>
/// <param name="Name">Name of the result.</param>
/// <param name="Input">Value read.</param>
/// <param name="Weight">Weight [outputs, inputs, KernelSize, KernelSize]; for 1x1 trailing ones may be absent.</param>
/// <param name="Bias">Bias [outputs], or null for none.</param>
/// <param name="OutChannels">Output channels computed: the first ones, where the weight has more.</param>
/// <param name="KernelSize">1 or 3.</param>
/// <param name="Stride">1 or 2.</param>
/// <param name="Residual">Value added to the result, or null.</param>
/// <param name="EndPadding">
/// Only for 3x3 of stride 2 on even sides: the zeros are a row below and a column right, none above and left.
/// </param>
/// <param name="Transposed">
/// True for the convolution that is the transpose of one with this weight, of stride 1: inputs and outputs change places, and the kernel is
/// turned by half a turn. The weight is still that of the other one.
/// </param>
public sealed record ConvolutionNode(
    string Name,
    string Input,
    string Weight,
    string? Bias,
    int OutChannels,
    int KernelSize,
    int Stride = 1,
    string? Residual = null,
    bool EndPadding = false,
    bool Transposed = false)
    : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => Residual is null ? [Input] : [Input, Residual];

    /// <inheritdoc/>
    internal override GraphNode Rename(string name, Func<string, string> rename) => this with
    {
        Name = name,
        Input = rename(Input),
        Residual = Residual is null ? null : rename(Residual),
    };

    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs)
    {
        var source = inputs[0];
        var result = new TensorShape(source.N, OutChannels, Rounding.DivideUp(source.H, Stride), Rounding.DivideUp(source.W, Stride));
        Require(
            !EndPadding || (KernelSize == 3 && Stride == 2 && (source.H | source.W) % 2 == 0),
            $"pads only the end of {source}, which a 3x3 convolution of stride 2 does on even sides");
        Require(Residual is null || inputs[1] == result, "has a residual of another shape");
        return result;
    }

    /// <summary>A sum with another value happens before the tile leaves the registers.</summary>
    /// <inheritdoc/>
    internal override GraphNode? Absorb(GraphNode consumer) =>
        consumer is AddNode add && Residual is null && add.Other(Name) is { } other ? this with { Name = add.Name, Residual = other } : null;

    /// <inheritdoc/>
    internal override bool HasParameters => true;

    /// <inheritdoc/>
    internal override bool ReadsBorder(string input) => KernelSize == 3 && input == Input;

    /// <inheritdoc/>
    internal override IEnumerable<Enum> Candidates(ComputeDevice device, IReadOnlyList<TensorShape> inputs, TensorShape output) =>
        ConvolutionSelector.CandidatesFor(device, this, inputs[0], output).Cast<Enum>();

    /// <inheritdoc/>
    internal override Enum? Choose(ComputeDevice device, TuningTable choices, IReadOnlyList<TensorShape> inputs, TensorShape output) =>
        ConvolutionSelector.Choose(device, choices.Find<ConvolutionCandidate>(TuningKey(inputs, output)), this, inputs[0], output);

    /// <inheritdoc/>
    internal override string TuningKey(IReadOnlyList<TensorShape> inputs, TensorShape output) =>
        $"convolution {KernelSize}x{KernelSize} stride {Stride}, {inputs[0].C} to {output.C} channels, {output.N}x{output.H}x{output.W}";

    /// <inheritdoc/>
    internal override GraphNode Alone(string name, string input) => this with { Name = name, Input = input, Residual = null };

    /// <inheritdoc/>
    internal override int MomentChunks(OperationSetting setting) =>
        ConvolutionLauncher.MomentChunks(setting.Device, CandidateOf(setting), setting.Inputs[0], setting.Output, KernelSize);

    /// <inheritdoc/>
    internal override bool ReadsPacked(string input, OperationSetting setting) =>
        input == Input && input != Residual && ConvolutionLauncher.IsOnTensorCores(CandidateOf(setting));

    /// <inheritdoc/>
    internal override long ScratchElements(OperationSetting setting) =>
        ConvolutionLauncher.ScratchElements(setting.Device, CandidateOf(setting), setting.Inputs[0], setting.Output);

    /// <summary>
    /// The gradient is convolved with the transposed weight; that of a convolution with a stride is spread to the input's size first, with
    /// zeros between.
    /// </summary>
    /// <inheritdoc/>
    internal override void Differentiate(GradientBuilder builder, string gradient)
    {
        if (Transposed)
        {
            base.Differentiate(builder, gradient);
        }

        if (Residual is not null && builder.Needs(Residual))
        {
            builder.Contribute(Residual, gradient);
        }

        if (builder.WantsParameters)
        {
            builder.Add(new ConvolutionWeightGradientNode($"d {Weight}", gradient, Input, Weight, Bias, KernelSize, Stride, EndPadding));
        }

        if (!builder.Needs(Input))
        {
            return;
        }

        string name = GradientBuilder.NameOf(this, Input);
        var shape = builder.ShapeOf(Input);
        string spread = Stride == 1
            ? gradient
            : builder.Add(new DilateNode($"{name} (spread)", gradient, shape.H, shape.W, EndPadding ? 1 : 0));
        builder.Contribute(Input, builder.Add(new ConvolutionNode(name, spread, Weight, null, shape.C, KernelSize, Transposed: true)));
    }

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context)
    {
        PlacedValue x = context.Inputs[0], y = context.Output;
        var candidate = CandidateOf(context.Setting);
        var launch = ConvolutionLauncher.Prepare(
            context.Device,
            this,
            candidate,
            context.Weights,
            x,
            Residual is null ? null : context.Inputs[1],
            y,
            context.Scratch,
            context.ProducedMoments);
        return new(Name, $"{Describe(x.Shape, y.Shape)} [{candidate}]", y.Shape.Elements * x.Shape.C * KernelSize * KernelSize)
        {
            Launch = _ => launch(),
        };
    }

    private string Describe(TensorShape x, TensorShape y) =>
        $"convolution {KernelSize}x{KernelSize}" +
        (Stride == 1 ? string.Empty : $" stride {Stride}") +
        (Transposed ? " transposed" : string.Empty) +
        (EndPadding ? " padded at the end" : string.Empty) +
        $" {x.C} -> {y}" +
        (Residual is null ? string.Empty : " + residual");

    private static ConvolutionCandidate CandidateOf(OperationSetting setting) => (ConvolutionCandidate)setting.Candidate!;
}

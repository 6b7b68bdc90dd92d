namespace DiffPir.Kernels;

/// <summary>What a pointwise activation computes.</summary>
public enum Activation
{
    /// <summary>y = x.</summary>
    None,

    /// <summary>y = x * sigmoid(x).</summary>
    Silu,

    /// <summary>y = max(x, 0).</summary>
    Relu,
}

/// <summary>A change of resolution without weights.</summary>
public enum Resampling
{
    /// <summary>Same resolution.</summary>
    None,

    /// <summary>Every pixel repeated in a 2x2 block.</summary>
    NearestUp2,

    /// <summary>Mean of each 2x2 block; odd last rows and columns are dropped.</summary>
    MeanDown2,
}

/// <summary>How the 3C channels of a joint query-key-value map are ordered.</summary>
public enum AttentionOrder
{
    /// <summary>Head after head, each as [q, k, v] (published guided-diffusion models).</summary>
    Legacy,

    /// <summary>All queries, all keys, all values, each head after head ("new attention order").</summary>
    New,
}

/// <summary>One operation of a network. Its name is also the name of the value it produces.</summary>
/// <param name="Name">Unique in its graph; builders use the checkpoint's own names where there are any.</param>
public abstract record GraphNode(string Name)
{
    /// <summary>Names of the values that the operation reads.</summary>
    public abstract IReadOnlyList<string> Inputs { get; }
}

/// <summary>An image batch handed to the network.</summary>
public sealed record InputNode(string Name, int Channels) : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => [];
}

/// <summary>
/// Cross-correlation with zero padding of (KernelSize - 1) / 2, plus bias, plus an optional residual of the output's shape.
/// A 1x1 convolution is a linear layer on channels.
/// </summary>
/// <param name="Name">Name of the result.</param>
/// <param name="Input">Value read.</param>
/// <param name="Weight">Weight [outputs, inputs, KernelSize, KernelSize]; for 1x1 trailing ones may be absent.</param>
/// <param name="Bias">Bias [outputs].</param>
/// <param name="OutChannels">Output channels computed: the first ones, where the weight has more.</param>
/// <param name="KernelSize">1 or 3.</param>
/// <param name="Stride">1 or 2.</param>
/// <param name="Residual">Value added to the result, or null.</param>
/// <param name="EndPadding">
/// Only for 3x3 of stride 2 on even sides: the zeros are a row below and a column right, none above and left.
/// </param>
public sealed record ConvolutionNode(
    string Name,
    string Input,
    string Weight,
    string Bias,
    int OutChannels,
    int KernelSize,
    int Stride = 1,
    string? Residual = null,
    bool EndPadding = false)
    : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => Residual is null ? [Input] : [Input, Residual];
}

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
    : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => [Input];
}

/// <summary>A pointwise activation.</summary>
public sealed record ActivationNode(string Name, string Input, Activation Activation) : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => [Input];
}

/// <summary>Sum of two values of one shape.</summary>
public sealed record AddNode(string Name, string Left, string Right) : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => [Left, Right];
}

/// <summary>Adds channel Offset + c of the conditioning table to every pixel of channel c.</summary>
public sealed record AddConditioningNode(string Name, string Input, int Offset) : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => [Input];
}

/// <summary>A change of resolution without weights.</summary>
public sealed record ResampleNode(string Name, string Input, Resampling Resampling) : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => [Input];
}

/// <summary>Twice the resolution from a quarter of the channels: channel (2 a + b) C + c becomes row a, column b of a 2x2 block of channel c.</summary>
public sealed record PixelShuffleNode(string Name, string Input) : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => [Input];
}

/// <summary>Channels of several values, one after the other.</summary>
public sealed record ConcatNode(string Name, IReadOnlyList<string> Parts) : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => Parts;
}

/// <summary>
/// Multi-head attention softmax(q k^T / sqrt(d)) v over all pixels of an image, from a joint map of 3C channels to one of C channels.
/// </summary>
public sealed record AttentionNode(string Name, string Input, int Heads, AttentionOrder Order) : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => [Input];
}

/// <summary>
/// Sinusoidal embedding of a one-channel map of time steps: channel j is cos(t f_j) for the first half, sin(t f_j) for the second,
/// f_j = 10000^(-j / (half - FrequencyShift)).
/// </summary>
public sealed record TimestepEmbeddingNode(string Name, string Input, int Channels, float FrequencyShift = 0) : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => [Input];
}

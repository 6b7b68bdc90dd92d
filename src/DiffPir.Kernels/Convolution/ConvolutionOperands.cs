using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Everything that the launchers of all candidates need of one convolution.</summary>
internal sealed class ConvolutionOperands
{
    private readonly WeightStore _weights;

    public ConvolutionOperands(ComputeDevice device, ConvolutionNode node, WeightStore weights, PlacedValue x, PlacedValue? residual, PlacedValue y)
    {
        (Device, Node, _weights) = (device, node, weights);
        IsPacked = x.Layout.IsPacked;
        (X, Residual, Y) = (x.View, residual?.View ?? y.View, y.View);
        int columns = ConvolutionPacking.ColumnsFor(node.OutChannels);
        Arguments = new()
        {
            X = node.EndPadding ? x.Map.Shifted(1, 1) : x.Map,
            Y = y.Map,
            Residual = residual?.Map ?? y.Map,
            InChannels = x.Shape.C,
            OutChannels = ConvolutionPacking.PaddedOutputs(node.OutChannels, columns),
            KernelSize = node.KernelSize,
            Stride = node.Stride,
            N = y.Shape.N,
            H = y.Shape.H,
            W = y.Shape.W,
            Columns = columns,
            HasResidual = residual is null ? 0 : 1,
        };
        int padded = Arguments.OutChannels;
        Bias = node.Bias is null
            ? weights.GetComputed("no bias", $"{padded}", padded, () => new float[padded])
            : weights.Get(node.Bias, WeightForm.Plain(node.OutChannels, padded));
    }

    /// <summary>Where it runs.</summary>
    public ComputeDevice Device { get; }

    /// <summary>The convolution.</summary>
    public ConvolutionNode Node { get; }

    /// <summary>Input, residual (any view where there is none), output and bias.</summary>
    public ArrayView<float> X { get; }

    /// <inheritdoc cref="X"/>
    public ArrayView<float> Residual { get; }

    /// <inheritdoc cref="X"/>
    public ArrayView<float> Y { get; }

    /// <inheritdoc cref="X"/>
    public ArrayView<float> Bias { get; }

    /// <summary>Scalars, without what only one candidate uses.</summary>
    public ConvolutionArguments Arguments { get; }

    /// <summary>True where the input is in the 16-bit format in which the device's tensor cores multiply.</summary>
    public bool IsPacked { get; }

    /// <summary>Places of the kernel: 1 or 9.</summary>
    public int Taps => Node.KernelSize * Node.KernelSize;

    /// <summary>The weight in the order that a kernel reads, for outputs and inputs as this convolution has them.</summary>
    public ArrayView<float> Packed(WeightForm form) =>
        _weights.Get(Node.Weight, Node.Transposed ? TransposedWeights.Of(form, Arguments.InChannels, Taps) : form);

    /// <summary>The form of weights that tiles read.</summary>
    public WeightForm Blocks => ConvolutionPacking.Blocks(Node.OutChannels, Arguments.InChannels, Taps, Arguments.Columns);
}

namespace DiffPir.Kernels.Convolution;

/// <summary>Shape of the weights that <see cref="TensorCoreWeightKernels"/> packs.</summary>
internal struct TensorCoreWeightArguments
{
    /// <summary>Of the convolution.</summary>
    public int Outputs, Inputs, Taps;

    /// <summary>Outputs of a tile, and slabs of channels that the inputs fill.</summary>
    public int Columns, Slabs;
}

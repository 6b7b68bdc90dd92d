using ILGPU;

namespace DiffPir.Kernels;

/// <summary>A value of a plan with its place in the arena: what launchers read and write.</summary>
/// <param name="Shape">Sizes of the value itself.</param>
/// <param name="Layout">Storage of the buffer that holds it, which is larger where the value is a slice of a concatenation.</param>
/// <param name="ChannelOffset">First channel inside the buffer.</param>
/// <param name="View">The buffer.</param>
internal sealed record PlacedValue(TensorShape Shape, ActivationLayout Layout, int ChannelOffset, ArrayView<float> View)
{
    /// <summary>Addresses for kernels.</summary>
    public Map Map => Layout.MapAt(ChannelOffset);

    /// <summary>True where a border of zeros surrounds the value.</summary>
    public bool HasHalo => Layout.Halo > 0;
}

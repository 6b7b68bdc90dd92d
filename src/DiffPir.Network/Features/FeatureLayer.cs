using DiffPir.Kernels.Windows;

namespace DiffPir.Network;

/// <summary>A convolution's weight in the form that its operation takes, and where it comes from.</summary>
/// <param name="Weight">The tensor [outputs, inputs, rows, columns].</param>
/// <param name="Window">Rows and columns.</param>
/// <param name="IsGathered">True where windows are gathered first and a 1x1 convolution follows.</param>
/// <param name="Scale">A factor for each output, of a normalisation that is folded in; null for none.</param>
/// <param name="Bias">A sum for each output.</param>
internal sealed record FeatureLayer(CheckpointTensor Weight, Window Window, bool IsGathered, float[]? Scale, float[] Bias)
{
    /// <summary>Elements of an output's row in the tensor.</summary>
    public int SourceLength => Inputs * Window.Area;

    /// <summary>Elements of an output's row as the operation takes it.</summary>
    public int RowLength => IsGathered ? Window.Area * GatherNode.StoredChannels(Inputs) : SourceLength;

    private int Inputs => (int)Weight.Shape[1];

    /// <summary>An output's row as the operation takes it.</summary>
    /// <param name="output">Which output.</param>
    /// <param name="source">Its row in the tensor.</param>
    /// <param name="row">Receives it.</param>
    public void Arrange(int output, ReadOnlySpan<float> source, Span<float> row)
    {
        row.Clear();
        int pixels = Window.Area, stored = GatherNode.StoredChannels(Inputs);
        float scale = Scale?[output] ?? 1;
        for (int i = 0; i < source.Length; i++)
        {
            row[IsGathered ? (i % pixels * stored) + (i / pixels) : i] = scale * source[i];
        }
    }
}

using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>A DRUNet's weights in the form that its graph's operations take.</summary>
/// <param name="checkpoint">Where they are.</param>
internal sealed class DrunetWeights(Checkpoint checkpoint)
{
    private const string ZeroPrefix = "zeros.";

    /// <summary>The name of a bias of zeros, which no checkpoint holds.</summary>
    public static string NoBias(int channels) => $"{ZeroPrefix}{channels}";

    /// <summary>Reads a part of a weight that the graph names, see <see cref="ReadWeights"/>.</summary>
    public void Read(string name, long first, Span<float> destination)
    {
        if (name.StartsWith(ZeroPrefix, StringComparison.Ordinal))
        {
            destination.Clear();
            return;
        }

        var tensor = checkpoint.Find(name);
        if (tensor.Shape[2] != 2)
        {
            checkpoint.Read(tensor, first, destination);
        }
        else if (name.StartsWith("m_up", StringComparison.Ordinal))
        {
            ReadAsPointwise(tensor, first, destination);
        }
        else
        {
            ReadAsThreeByThree(tensor, first, destination);
        }
    }

    /// <summary>
    /// A 2x2 convolution of stride 2 without padding reads rows 2i and 2i + 1; a 3x3 one with padding reads 2i - 1 to 2i + 1, the first of
    /// them with weight 0.
    /// </summary>
    private void ReadAsThreeByThree(CheckpointTensor tensor, long first, Span<float> destination)
    {
        long firstKernel = first / 9, lastKernel = (first + destination.Length - 1) / 9;
        float[] values = new float[4 * (lastKernel - firstKernel + 1)];
        checkpoint.Read(tensor, 4 * firstKernel, values);
        for (int i = 0; i < destination.Length; i++)
        {
            (long kernel, long place) = Math.DivRem(first + i, 9);
            (long row, long column) = Math.DivRem(place, 3);
            destination[i] = row == 0 || column == 0 ? 0 : values[(4 * (kernel - firstKernel)) + (2 * (row - 1)) + column - 1];
        }
    }

    /// <summary>
    /// A transposed 2x2 convolution of stride 2, weight [inputs, outputs, 2, 2], makes of each pixel a block: weight [4 outputs, inputs]
    /// with row (2 a + b) outputs + o for row a, column b of the block.
    /// </summary>
    private void ReadAsPointwise(CheckpointTensor tensor, long first, Span<float> destination)
    {
        float[] values = checkpoint.Read(tensor.Name); // of every input a little
        long inputs = tensor.Shape[0], outputs = tensor.Shape[1];
        for (int i = 0; i < destination.Length; i++)
        {
            (long row, long c) = Math.DivRem(first + i, inputs);
            (long place, long o) = Math.DivRem(row, outputs);
            destination[i] = values[(((c * outputs) + o) * 4) + place];
        }
    }
}

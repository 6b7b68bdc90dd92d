namespace DiffPir.Network;

/// <summary>A DRUNet's weights in the form that its graph's operations take.</summary>
/// <param name="checkpoint">Where they are.</param>
internal sealed class DrunetWeights(Checkpoint checkpoint)
{
    private const string ZeroPrefix = "zeros.";

    /// <summary>The name of a bias of zeros, which no checkpoint holds.</summary>
    public static string NoBias(int channels) => $"{ZeroPrefix}{channels}";

    /// <summary>The values of a weight that the graph names.</summary>
    public float[] Read(string name)
    {
        if (name.StartsWith(ZeroPrefix, StringComparison.Ordinal))
        {
            return new float[int.Parse(name.AsSpan(ZeroPrefix.Length))];
        }

        ReadOnlySpan<long> shape = checkpoint.Find(name).Shape;
        float[] values = checkpoint.Read(name);
        return shape[2] != 2 ? values
            : name.StartsWith("m_up", StringComparison.Ordinal) ? AsPointwise(values, (int)shape[0], (int)shape[1])
            : AsThreeByThree(values);
    }

    /// <summary>
    /// A 2x2 convolution of stride 2 without padding reads rows 2i and 2i + 1; a 3x3 one with padding reads 2i - 1 to 2i + 1, the first of
    /// them with weight 0.
    /// </summary>
    private static float[] AsThreeByThree(float[] values)
    {
        var padded = new float[values.Length / 4 * 9];
        for (int i = 0; i < values.Length; i++)
        {
            int row = i / 2 % 2, column = i % 2;
            padded[(i / 4 * 9) + ((row + 1) * 3) + column + 1] = values[i];
        }

        return padded;
    }

    /// <summary>
    /// A transposed 2x2 convolution of stride 2, weight [inputs, outputs, 2, 2], makes of each pixel a block: weight [4 outputs, inputs]
    /// with row (2 a + b) outputs + o for row a, column b of the block.
    /// </summary>
    private static float[] AsPointwise(float[] values, int inputs, int outputs)
    {
        var pointwise = new float[values.Length];
        for (int c = 0; c < inputs; c++)
        {
            for (int o = 0; o < outputs; o++)
            {
                for (int place = 0; place < 4; place++)
                {
                    pointwise[(((place * outputs) + o) * inputs) + c] = values[(((c * outputs) + o) * 4) + place];
                }
            }
        }

        return pointwise;
    }
}

namespace DiffPir.Kernels.Convolution;

/// <summary>
/// The weight of the transposed convolution, read from that of the convolution: w'[c, o, tap] = w[o, c, taps - 1 - tap]. Only the rows of
/// one block are in memory at a time.
/// </summary>
internal static class TransposedWeights
{
    /// <summary>A form whose rows are those of the transposed weight.</summary>
    /// <param name="form">The form, for a weight [outputs, inputs, taps] of the transposed convolution.</param>
    /// <param name="inputs">Inputs of the transposed convolution: outputs of the other one.</param>
    /// <param name="taps">Places of the kernel.</param>
    public static WeightForm Of(WeightForm form, int inputs, int taps) => form with
    {
        Name = $"{form.Name} of {inputs} transposed",
        ReadRows = (read, name, first, rows) =>
        {
            int count = rows.Length / (inputs * taps), outputs = form.Rows;
            using var pooled = new PooledFloats(count * taps);
            var values = pooled.Span;
            for (int input = 0; input < inputs; input++)
            {
                read(name, (((long)input * outputs) + first) * taps, values);
                for (int row = 0; row < count; row++)
                {
                    for (int tap = 0; tap < taps; tap++)
                    {
                        rows[(((row * inputs) + input) * taps) + tap] = values[(row * taps) + taps - 1 - tap];
                    }
                }
            }
        },
    };
}

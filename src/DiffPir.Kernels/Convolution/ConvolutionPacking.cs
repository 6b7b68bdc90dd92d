namespace DiffPir.Kernels.Convolution;

/// <summary>The order in which convolution kernels read weights: [outputs / columns][tap][input channel][columns], zero padded.</summary>
internal static class ConvolutionPacking
{
    /// <summary>Outputs rounded up to whole blocks.</summary>
    public static int PaddedOutputs(int outputs, int columns) => (outputs + columns - 1) / columns * columns;

    /// <summary>Columns of a block: 32 where the outputs fill them, else 16.</summary>
    public static int ColumnsFor(int outputs) => outputs % 32 == 0 ? 32 : 16;

    /// <summary>Packs [outputs, inputs, taps] weights; only the first <paramref name="outputs"/> rows are used.</summary>
    public static float[] Pack(ReadOnlySpan<float> weight, int outputs, int inputs, int taps, int columns)
    {
        var packed = new float[(long)PaddedOutputs(outputs, columns) * inputs * taps];
        for (int o = 0; o < outputs; o++)
        {
            int to = (o / columns * taps * inputs * columns) + (o % columns);
            var row = weight.Slice(o * inputs * taps, inputs * taps);
            for (int c = 0; c < inputs; c++)
            {
                for (int tap = 0; tap < taps; tap++)
                {
                    packed[to + (((tap * inputs) + c) * columns)] = row[(c * taps) + tap];
                }
            }
        }

        return packed;
    }

    /// <summary>Packs for <see cref="NarrowConvolutionKernels"/>: [tap][block of 16 inputs][4 outputs][16 inputs].</summary>
    public static float[] PackNarrow(ReadOnlySpan<float> weight, int outputs, int inputs, int taps)
    {
        int rows = NarrowConvolutionKernels.MaxOutputs;
        var packed = new float[taps * inputs * rows];
        for (int o = 0; o < outputs; o++)
        {
            for (int c = 0; c < inputs; c++)
            {
                for (int tap = 0; tap < taps; tap++)
                {
                    packed[(((((tap * inputs) + c) / 16 * rows) + o) * 16) + (c % 16)] = weight[(((o * inputs) + c) * taps) + tap];
                }
            }
        }

        return packed;
    }

    /// <summary>
    /// Packs [outputs, inputs, taps] weights for <see cref="GroupConvolutionKernels"/>:
    /// [outputs / columns][inputs / slab][tap][slab][columns], zero padded.
    /// </summary>
    public static float[] PackSlabs(ReadOnlySpan<float> weight, int outputs, int inputs, int taps, int columns, int slab)
    {
        int slabs = (inputs + slab - 1) / slab;
        var packed = new float[(long)PaddedOutputs(outputs, columns) * slabs * slab * taps];
        for (int o = 0; o < outputs; o++)
        {
            for (int c = 0; c < inputs; c++)
            {
                for (int tap = 0; tap < taps; tap++)
                {
                    int row = (((((o / columns) * slabs) + (c / slab)) * taps) + tap) * slab + (c % slab);
                    packed[(row * columns) + (o % columns)] = weight[(((o * inputs) + c) * taps) + tap];
                }
            }
        }

        return packed;
    }

    /// <summary>The bias, zero padded to whole blocks.</summary>
    public static float[] PadBias(ReadOnlySpan<float> bias, int outputs, int columns)
    {
        var padded = new float[PaddedOutputs(outputs, columns)];
        bias[..outputs].CopyTo(padded);
        return padded;
    }
}

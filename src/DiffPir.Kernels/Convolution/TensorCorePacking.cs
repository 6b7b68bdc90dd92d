using System.Runtime.InteropServices;
using DiffPir.Kernels.Intrinsics;

namespace DiffPir.Kernels.Convolution;

/// <summary>Weights for <see cref="TensorCoreConvolutionKernels"/>.</summary>
internal static class TensorCorePacking
{
    /// <summary>
    /// Packs [outputs, inputs, taps] weights to [outputs / columns][slab][tap][column][channel of the slab], zero padded and rounded to
    /// the element's format, each [column][channel] block in the order of chunks that it has in shared memory
    /// (<see cref="TensorCoreLayout.Chunk"/>): it is copied as it is.
    /// </summary>
    /// <returns>The bits, 32 in each float.</returns>
    public static float[] Pack(ReadOnlySpan<float> weight, int outputs, int inputs, int taps, int columns, ITensorElement element)
    {
        int slab = TensorCoreLayout.RowChunks * element.InChunk, slabs = (inputs + slab - 1) / slab;
        int blocks = (outputs + columns - 1) / columns;
        var packed = new float[(long)blocks * slabs * taps * columns * TensorCoreLayout.RowChunks * 4];
        var words = MemoryMarshal.Cast<float, uint>(packed.AsSpan());
        var halves = MemoryMarshal.Cast<float, ushort>(packed.AsSpan());
        for (int o = 0; o < outputs; o++)
        {
            for (int c = 0; c < inputs; c++)
            {
                int chunk = TensorCoreLayout.Chunk(o % columns, c % slab / element.InChunk);
                for (int tap = 0; tap < taps; tap++)
                {
                    int block = (((o / columns * slabs) + (c / slab)) * taps) + tap;
                    int at = (((block * columns * TensorCoreLayout.RowChunks) + chunk) * element.InChunk) + (c % element.InChunk);
                    uint bits = TensorCoreNumbers.Encode(element, weight[(((o * inputs) + c) * taps) + tap]);
                    if (element.InChunk == 8)
                    {
                        halves[at] = (ushort)bits;
                    }
                    else
                    {
                        words[at] = bits;
                    }
                }
            }
        }

        return packed;
    }
}

using System.Runtime.InteropServices;
using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Weights for <see cref="TensorCoreConvolutionKernels"/>.</summary>
internal static class TensorCorePacking
{
    /// <summary>
    /// [outputs, inputs, taps] weights as [outputs / columns][slab][tap][column][channel of the slab], zero padded and rounded to the
    /// element's format, each [column][channel] block in the order of chunks that it has in shared memory
    /// (<see cref="TensorCoreLayout.Chunk"/>): it is copied as it is. A float holds 32 bits of them.
    /// </summary>
    public static WeightForm Form<TElement>(int outputs, int inputs, int taps, int columns)
        where TElement : struct, ITensorElement
    {
        var element = default(TElement);
        int slab = TensorCoreLayout.RowChunks * element.InChunk, slabs = Rounding.DivideUp(inputs, slab);
        int tile = columns * TensorCoreLayout.RowChunks * 4;
        return new($"{element.PtxName} {columns} x {outputs}", outputs, inputs * taps, columns, slabs * taps * tile, (rows, block) =>
        {
            block.Clear();
            for (int row = 0; row < rows.Length / (inputs * taps); row++)
            {
                var of = rows.Slice(row * inputs * taps, inputs * taps);
                for (int c = 0; c < inputs; c++)
                {
                    int chunk = TensorCoreLayout.Chunk(row, c % slab / element.InChunk);
                    for (int tap = 0; tap < taps; tap++)
                    {
                        var target = block.Slice((((c / slab) * taps) + tap) * tile, tile);
                        Store(TensorCoreNumbers.Encode(element, of[(c * taps) + tap]), element, target, (chunk * element.InChunk) + (c % element.InChunk));
                    }
                }
            }
        })
        {
            PrepareTransform = (device, map, packed) =>
            {
                var kernel = device.Load<ArrayView<float>, ArrayView<int>, ArrayView<float>, TensorCoreWeightArguments>(TensorCoreWeightKernels.Pack<TElement>);
                var config = device.Elementwise(packed.Length);
                var arguments = new TensorCoreWeightArguments { Outputs = outputs, Inputs = inputs, Taps = taps, Columns = columns, Slabs = slabs };
                return parameters => kernel(config, parameters, map, packed, arguments);
            },
        };
    }

    private static void Store<TElement>(uint bits, TElement element, Span<float> tile, int at)
        where TElement : struct, ITensorElement
    {
        if (element.InChunk == 8)
        {
            MemoryMarshal.Cast<float, ushort>(tile)[at] = (ushort)bits;
        }
        else
        {
            MemoryMarshal.Cast<float, uint>(tile)[at] = bits;
        }
    }
}

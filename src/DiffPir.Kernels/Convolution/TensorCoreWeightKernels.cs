using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>The order and the format of <see cref="TensorCorePacking"/> on the device, for weights that change.</summary>
internal static class TensorCoreWeightKernels
{
    // Bits of a float's mantissa that tf32 drops, and those of its exponent, all of which are set in what is no finite number.
    private const int Dropped = 0x1FFF, Exponent = 0x7F80_0000;

    /// <summary>
    /// packed: images of tiles of weights, a float holding 32 bits; map: places among the parameters of the elements [output][input][tap].
    /// Elementwise over packed.
    /// </summary>
    [Kernel(typeof(Float16Element), MinimumArchitecture = 80)]
    [Kernel(typeof(BFloat16Element), MinimumArchitecture = 80)]
    [Kernel(typeof(Tf32Element), MinimumArchitecture = 80)]
    public static void Pack<TElement>(ArrayView<float> parameters, ArrayView<int> map, ArrayView<float> packed, TensorCoreWeightArguments a)
        where TElement : struct, ITensorElement
    {
        int i = (int)Grid.LongGlobalIndex.X;
        if (i >= packed.Length)
        {
            return;
        }

        // i counts [block of columns][slab][tap][chunk][4], a chunk being one of a row of the tile, in an order of its own.
        int tile = a.Columns * TensorCoreLayout.RowChunks * 4, inTile = i % tile, step = i / tile;
        int tap = step % a.Taps, slab = step / a.Taps % a.Slabs, block = step / a.Taps / a.Slabs;
        int chunk = inTile / 4, column = chunk / TensorCoreLayout.RowChunks;
        int place = TensorCoreLayout.ChunkAt(chunk), perFloat = default(TElement).InChunk / 4;
        int output = (block * a.Columns) + column;
        int input = (((slab * TensorCoreLayout.RowChunks) + place) * default(TElement).InChunk) + (inTile % 4 * perFloat);
        float low = At(parameters, map, a, output, input, tap);
        packed[i] = perFloat == 2
            ? TensorCore.Pack<TElement>(low, At(parameters, map, a, output, input + 1, tap))
            : RoundToTf32(low);
    }

    private static float At(ArrayView<float> parameters, ArrayView<int> map, TensorCoreWeightArguments a, int output, int input, int tap)
    {
        bool present = output < a.Outputs && input < a.Inputs;
        return present ? parameters[map[(((output * a.Inputs) + input) * a.Taps) + tap]] : 0f;
    }

    // To the nearest, away from zero where two are.
    private static float RoundToTf32(float value)
    {
        int bits = (int)Interop.FloatAsInt(value);
        return (bits & Exponent) == Exponent ? value : Interop.IntAsFloat((uint)((bits + ((Dropped + 1) / 2)) & ~Dropped));
    }
}

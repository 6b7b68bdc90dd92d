using ILGPU;

namespace DiffPir.Kernels;

/// <summary>Brings parameters, as they lie in a row, into the order that a kernel reads.</summary>
internal static class WeightUpdateKernels
{
    /// <summary>packed[i] = parameters[map[i]]; where the map is negative nothing is written. Elementwise over packed.</summary>
    [Kernel]
    public static void Gather(ArrayView<float> parameters, ArrayView<int> map, ArrayView<float> packed)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < packed.Length)
        {
            int from = map[i];
            if (from >= 0)
            {
                packed[i] = parameters[from];
            }
        }
    }
}

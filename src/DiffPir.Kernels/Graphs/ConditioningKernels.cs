using ILGPU;

namespace DiffPir.Kernels;

/// <summary>Work on the table of everything that depends on the time step alone.</summary>
internal static class ConditioningKernels
{
    /// <summary>Elementwise over the channels: one column of the table [channel][step], so that what reads it has the same arguments in every step.</summary>
    [Kernel]
    public static void TakeColumn(ArrayView<float> table, ArrayView<float> column, int steps, int step, int channels)
    {
        int channel = Grid.GlobalIndex.X;
        if (channel < channels)
        {
            column[channel] = table[((long)channel * steps) + step];
        }
    }
}

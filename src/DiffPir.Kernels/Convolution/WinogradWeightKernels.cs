using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>The transform of <see cref="WinogradPacking"/> on the device, in double precision like that, for weights that change; for processors.</summary>
internal static class WinogradWeightKernels
{
    /// <summary>
    /// packed: [outputs / 32][component][input][32]; map: places among the parameters of the elements [output][input][tap].
    /// Elementwise over inputs * outputs, a work-item all components of a pair.
    /// </summary>
    [Kernel]
    public static void Transform(ArrayView<float> parameters, ArrayView<int> map, ArrayView<float> packed, int outputs, int inputs)
    {
        int index = (int)Grid.LongGlobalIndex.X;
        if (index >= outputs * inputs)
        {
            return;
        }

        int columns = WinogradConvolutionKernels.Columns, o = index % outputs, c = index / outputs, from = ((o * inputs) + c) * 9;
        int block = o / columns, to = (block * Winograd.Components * inputs * columns) + (c * columns) + o - (block * columns);
        for (int component = 0; component < Winograd.Components; component++)
        {
            int row = component / Winograd.Patch, column = component - (row * Winograd.Patch);
            double sum = 0.0;
            for (int i = 0; i < 3; i++)
            {
                double line = (Factor(column, 0) * parameters[map[from + (3 * i)]]) + (Factor(column, 1) * parameters[map[from + (3 * i) + 1]])
                    + (Factor(column, 2) * parameters[map[from + (3 * i) + 2]]);
                sum += Factor(row, i) * line;
            }

            packed[to + (component * inputs * columns)] = (float)sum;
        }
    }

    /// <summary>An element of G.</summary>
    internal static double Factor(int row, int column)
    {
        if (row == 0 || row == 5)
        {
            return row == 0 ? (column == 0 ? 0.25 : 0.0) : (column == 2 ? 1.0 : 0.0);
        }

        if (row <= 2)
        {
            return column == 1 && row == 2 ? 1.0 / 6.0 : -1.0 / 6.0;
        }

        return column == 0 ? 1.0 / 24.0 : column == 2 ? 1.0 / 6.0 : row == 3 ? 1.0 / 12.0 : -1.0 / 12.0;
    }
}

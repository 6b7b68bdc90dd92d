using DiffPir.Kernels.Intrinsics;

namespace DiffPir.Kernels.Convolution;

/// <summary>Transforms 3x3 weights for <see cref="WinogradConvolutionKernels"/>: U = G g G^T, in double precision.</summary>
internal static class WinogradPacking
{
    private static readonly double[,] G =
    {
        { 1.0 / 4, 0, 0 }, { -1.0 / 6, -1.0 / 6, -1.0 / 6 }, { -1.0 / 6, 1.0 / 6, -1.0 / 6 },
        { 1.0 / 24, 1.0 / 12, 1.0 / 6 }, { 1.0 / 24, -1.0 / 12, 1.0 / 6 }, { 0, 0, 1 },
    };

    /// <summary>[outputs, inputs, 3, 3] to [output block][component][input][32]; outputs are a multiple of 32.</summary>
    public static float[] Pack(float[] weight, int outputs, int inputs)
    {
        int columns = WinogradConvolutionKernels.Columns, patch = Winograd.Patch;
        var packed = new float[(long)outputs * inputs * Winograd.Components];
        Parallel.For(0, outputs, o =>
        {
            Span<double> rows = stackalloc double[patch * 3];
            for (int c = 0; c < inputs; c++)
            {
                var g = weight.AsSpan(((o * inputs) + c) * 9, 9);
                for (int i = 0; i < patch; i++)
                {
                    for (int j = 0; j < 3; j++)
                    {
                        rows[(i * 3) + j] = (G[i, 0] * g[j]) + (G[i, 1] * g[3 + j]) + (G[i, 2] * g[6 + j]);
                    }
                }

                for (int i = 0; i < patch; i++)
                {
                    for (int j = 0; j < patch; j++)
                    {
                        double value = (rows[i * 3] * G[j, 0]) + (rows[(i * 3) + 1] * G[j, 1]) + (rows[(i * 3) + 2] * G[j, 2]);
                        long block = (((long)(o / columns) * Winograd.Components) + (i * patch) + j) * inputs;
                        packed[((block + c) * columns) + (o % columns)] = (float)value;
                    }
                }
            }
        });
        return packed;
    }
}

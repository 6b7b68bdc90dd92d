using DiffPir.Kernels.Compression;

namespace DiffPir.Sampler.Estimation;

/// <summary>Orthonormal two-dimensional cosine transform (DCT-II) of 8x8 patches, the transform of JPEG.</summary>
internal static class CosineTransform
{
    /// <summary>Side of a patch.</summary>
    public const int Side = BlockCosine.Side;

    /// <summary>Basis[k * 8 + n] = c_k cos(pi (2 n + 1) k / 16).</summary>
    private static readonly float[] Basis = CreateBasis();

    /// <summary>Coefficients[i * 8 + j] of vertical frequency i and horizontal frequency j.</summary>
    /// <param name="patch">Begins at the patch's first pixel.</param>
    /// <param name="pitch">From one row of the patch to the next.</param>
    /// <param name="coefficients">Receives 64 values.</param>
    public static void Forward(ReadOnlySpan<float> patch, int pitch, Span<float> coefficients) => Transform(patch, pitch, coefficients, Side);

    /// <summary>The way back, into a patch of a plane.</summary>
    public static void Inverse(ReadOnlySpan<float> coefficients, Span<float> patch, int pitch)
    {
        Span<float> rows = stackalloc float[Side * Side];
        for (int i = 0; i < Side; i++)
        {
            for (int x = 0; x < Side; x++)
            {
                float sum = 0;
                for (int j = 0; j < Side; j++)
                {
                    sum += Basis[(j * Side) + x] * coefficients[(i * Side) + j];
                }

                rows[(i * Side) + x] = sum;
            }
        }

        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                float sum = 0;
                for (int i = 0; i < Side; i++)
                {
                    sum += Basis[(i * Side) + y] * rows[(i * Side) + x];
                }

                patch[(y * pitch) + x] = sum;
            }
        }
    }

    /// <summary>Sum of squared coefficients with 0 &lt; i + j &lt;= diagonals, and the mean of the patch.</summary>
    public static (double Energy, double Mean) LowEnergy(ReadOnlySpan<float> patch, int pitch, int diagonals)
    {
        Span<float> low = stackalloc float[Side * Side];
        Transform(patch, pitch, low, diagonals + 1);
        double energy = 0;
        for (int i = 0; i <= diagonals; i++)
        {
            for (int j = 0; i + j <= diagonals; j++)
            {
                energy += (double)low[(i * Side) + j] * low[(i * Side) + j];
            }
        }

        return (energy - ((double)low[0] * low[0]), low[0] / Side);
    }

    /// <summary>Coefficients below <paramref name="count"/> in either direction; the others are left alone.</summary>
    private static void Transform(ReadOnlySpan<float> patch, int pitch, Span<float> coefficients, int count)
    {
        Span<float> rows = stackalloc float[Side * Side];
        for (int y = 0; y < Side; y++)
        {
            var line = patch.Slice(y * pitch, Side);
            for (int j = 0; j < count; j++)
            {
                var basis = Basis.AsSpan(j * Side, Side);
                rows[(y * Side) + j] = (line[0] * basis[0]) + (line[1] * basis[1]) + (line[2] * basis[2]) + (line[3] * basis[3])
                    + (line[4] * basis[4]) + (line[5] * basis[5]) + (line[6] * basis[6]) + (line[7] * basis[7]);
            }
        }

        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                float sum = 0;
                for (int y = 0; y < Side; y++)
                {
                    sum += Basis[(i * Side) + y] * rows[(y * Side) + j];
                }

                coefficients[(i * Side) + j] = sum;
            }
        }
    }

    private static float[] CreateBasis()
    {
        float[] basis = new float[Side * Side];
        for (int k = 0; k < Side; k++)
        {
            for (int n = 0; n < Side; n++)
            {
                basis[(k * Side) + n] = (float)BlockCosine.Element(k, n);
            }
        }

        return basis;
    }
}

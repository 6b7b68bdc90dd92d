using System.Runtime.CompilerServices;
using ILGPU.IR.Intrinsics;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// 4 x 4 dot products at once, sixteen lanes of each in one vector: 4 rows of x against 4 rows of w. Each body is the plain meaning, run
/// by the CPU accelerator; each <c>Emit</c> twin prints it for OpenCL and PTX.
/// </summary>
internal static class Dots
{
    /// <summary>Rows on either side.</summary>
    public const int Rows = 4;

    private const int Lanes = 16;

    /// <summary>acc[i][j][lane] += x[i * stride + lane] * w[j * 16 + lane].</summary>
    [IntrinsicImplementation]
    public static void Accumulate(ref float acc, ref float x, int stride, ref float w)
    {
        for (int i = 0; i < Rows; i++)
        {
            for (int at = 0; at < Rows * Lanes; at++)
            {
                ref float sum = ref Unsafe.Add(ref acc, (i * Rows * Lanes) + at);
                sum = MathF.FusedMultiplyAdd(Unsafe.Add(ref x, (i * stride) + (at % Lanes)), Unsafe.Add(ref w, at), sum);
            }
        }
    }

    /// <summary>y[i * stride + j] = bias[j] + sum over lanes of acc[i][j], for i below <paramref name="rows"/>.</summary>
    [IntrinsicImplementation]
    public static void Store(ref float y, int stride, ref float acc, ref float bias, int rows)
    {
        for (int i = 0; i < Math.Min(rows, Rows); i++)
        {
            for (int j = 0; j < Rows; j++)
            {
                float sum = Unsafe.Add(ref bias, j);
                for (int lane = 0; lane < Lanes; lane++)
                {
                    sum += Unsafe.Add(ref acc, (((i * Rows) + j) * Lanes) + lane);
                }

                Unsafe.Add(ref y, (i * stride) + j) = sum;
            }
        }
    }

    internal static void EmitAccumulate(VectorWriter w)
    {
        PointerText acc = w.Pointer(0), x = w.Pointer(1), weights = w.Pointer(3);
        string stride = w.Integer(2);
        var columns = Enumerable.Range(0, Rows).Select(j => w.Load(weights, Lanes * j)).ToArray();
        for (int i = 0; i < Rows; i++)
        {
            var row = w.Load(w.Advance(x, stride, i), 0);
            for (int j = 0; j < Rows; j++)
            {
                int at = ((i * Rows) + j) * Lanes;
                w.Store(acc, at, w.Fma(row, columns[j], w.Load(acc, at)));
            }
        }
    }

    internal static void EmitStore(VectorWriter w)
    {
        PointerText y = w.Pointer(0), acc = w.Pointer(2), bias = w.Pointer(3);
        string stride = w.Integer(1), rows = w.Integer(4);
        for (int i = 0; i < Rows; i++)
        {
            w.BeginIfGreater(rows, i);
            for (int j = 0; j < Rows; j++)
            {
                w.StoreSum(w.Advance(y, stride, i), j, w.Load(acc, ((i * Rows) + j) * Lanes), bias, j);
            }

            w.EndIf();
        }
    }
}

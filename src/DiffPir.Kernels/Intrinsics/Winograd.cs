using System.Runtime.CompilerServices;
using ILGPU.IR.Intrinsics;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// The transforms of the Winograd convolution F(4x4, 3x3) (Lavin and Gray, 2016; points 0, 1, -1, 2, -2) on sixteen channels at once:
/// 36 components of a 6x6 input patch, and a 4x4 output tile from 36 components. Each body is the plain matrix form, run by the CPU
/// accelerator; each <c>Emit</c> twin prints the factored form with 12 and 10 operations for six values.
/// </summary>
internal static class Winograd
{
    /// <summary>Rows of an input patch; its square is the number of components.</summary>
    public const int Patch = 6;

    /// <summary>Components of a patch.</summary>
    public const int Components = Patch * Patch;

    /// <summary>Rows of an output tile.</summary>
    public const int TileRows = 4;

    private const int Lanes = 16;

    private static readonly float[,] InputMatrix =
    {
        { 4, 0, -5, 0, 1, 0 }, { 0, -4, -4, 1, 1, 0 }, { 0, 4, -4, -1, 1, 0 }, { 0, -2, -1, 2, 1, 0 }, { 0, 2, -1, -2, 1, 0 }, { 0, 4, 0, -5, 0, 1 },
    };

    private static readonly float[,] OutputMatrix =
    {
        { 1, 1, 1, 1, 1, 0 }, { 0, 1, -1, 2, -2, 0 }, { 0, 1, 1, 4, 4, 0 }, { 0, 1, -1, 8, -8, 1 },
    };

    /// <summary>v[component * stride] = (B^T d B)[component], d the patch of rows <paramref name="row"/> and pixels <paramref name="pixel"/> apart.</summary>
    [IntrinsicImplementation]
    public static void TransformInput(ref float v, int stride, ref float d, int row, int pixel)
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            for (int i = 0; i < Patch; i++)
            {
                for (int j = 0; j < Patch; j++)
                {
                    float sum = 0f;
                    for (int k = 0; k < Patch; k++)
                    {
                        for (int l = 0; l < Patch; l++)
                        {
                            sum += InputMatrix[i, k] * InputMatrix[j, l] * Unsafe.Add(ref d, (k * row) + (l * pixel) + lane);
                        }
                    }

                    Unsafe.Add(ref v, (((i * Patch) + j) * stride) + lane) = sum;
                }
            }
        }
    }

    /// <summary>
    /// y[tile] = A^T m A + bias (+ residual[tile] where <paramref name="hasResidual"/> is 1), m the components, stride apart.
    /// </summary>
    [IntrinsicImplementation]
    public static void TransformOutput(
        ref float y, int row, int pixel, ref float m, int stride, ref float bias, ref float residual, int residualRow, int residualPixel, int hasResidual)
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            for (int i = 0; i < TileRows; i++)
            {
                for (int j = 0; j < TileRows; j++)
                {
                    float sum = Unsafe.Add(ref bias, lane);
                    for (int k = 0; k < Patch; k++)
                    {
                        for (int l = 0; l < Patch; l++)
                        {
                            sum += OutputMatrix[i, k] * OutputMatrix[j, l] * Unsafe.Add(ref m, (((k * Patch) + l) * stride) + lane);
                        }
                    }

                    sum += hasResidual != 0 ? Unsafe.Add(ref residual, (i * residualRow) + (j * residualPixel) + lane) : 0f;
                    Unsafe.Add(ref y, (i * row) + (j * pixel) + lane) = sum;
                }
            }
        }
    }

    /// <summary>u[component * stride] = (A g A^T)[component], g the tile of rows <paramref name="row"/> and pixels <paramref name="pixel"/> apart.</summary>
    [IntrinsicImplementation]
    public static void TransformGradient(ref float u, int stride, ref float g, int row, int pixel)
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            for (int i = 0; i < Patch; i++)
            {
                for (int j = 0; j < Patch; j++)
                {
                    float sum = 0f;
                    for (int k = 0; k < TileRows; k++)
                    {
                        for (int l = 0; l < TileRows; l++)
                        {
                            sum += OutputMatrix[k, i] * OutputMatrix[l, j] * Unsafe.Add(ref g, (k * row) + (l * pixel) + lane);
                        }
                    }

                    Unsafe.Add(ref u, (((i * Patch) + j) * stride) + lane) = sum;
                }
            }
        }
    }

    /// <summary>Over the 16 pixels of a tile: d = y - pivot; sum += d; squares += d * d.</summary>
    [IntrinsicImplementation]
    public static void TakeMoments(ref float y, int row, int pixel, ref float pivot, ref float sum, ref float squares)
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            float tileSum = 0f, tileSquares = 0f;
            for (int at = 0; at < TileRows * TileRows; at++)
            {
                float d = Unsafe.Add(ref y, (at / TileRows * row) + (at % TileRows * pixel) + lane) - Unsafe.Add(ref pivot, lane);
                tileSum += d;
                tileSquares = MathF.FusedMultiplyAdd(d, d, tileSquares);
            }

            Unsafe.Add(ref sum, lane) += tileSum;
            Unsafe.Add(ref squares, lane) += tileSquares;
        }
    }

    internal static void EmitTransformInput(VectorWriter w)
    {
        PointerText v = w.Pointer(0), d = w.Pointer(2);
        string stride = w.Integer(1), row = w.Integer(3), pixel = w.Integer(4);
        var rows = new VectorText[Patch][];
        for (int l = 0; l < Patch; l++)
        {
            var column = Enumerable.Range(0, Patch).Select(k => w.Load(w.Advance(w.Advance(d, row, k), pixel, l), 0)).ToArray();
            rows[l] = InputColumn(w, column);
        }

        for (int i = 0; i < Patch; i++)
        {
            var transformed = InputColumn(w, rows.Select(column => column[i]).ToArray());
            for (int j = 0; j < Patch; j++)
            {
                w.Store(w.Advance(v, stride, (i * Patch) + j), 0, transformed[j]);
            }
        }
    }

    internal static void EmitTransformOutput(VectorWriter w)
    {
        PointerText y = w.Pointer(0), m = w.Pointer(3), residual = w.Pointer(6);
        string row = w.Integer(1), pixel = w.Integer(2), stride = w.Integer(4);
        string residualRow = w.Integer(7), residualPixel = w.Integer(8), hasResidual = w.Integer(9);
        var columns = new VectorText[Patch][];
        for (int l = 0; l < Patch; l++)
        {
            columns[l] = OutputColumn(w, Enumerable.Range(0, Patch).Select(k => w.Load(w.Advance(m, stride, (k * Patch) + l), 0)).ToArray());
        }

        var bias = w.Load(w.Pointer(5), 0);
        for (int i = 0; i < TileRows; i++)
        {
            var transformed = OutputColumn(w, columns.Select(column => column[i]).ToArray());
            for (int j = 0; j < TileRows; j++)
            {
                w.Store(w.Advance(w.Advance(y, row, i), pixel, j), 0, w.Add(transformed[j], bias));
            }
        }

        w.BeginIfGreater(hasResidual, 0);
        for (int i = 0; i < TileRows; i++)
        {
            for (int j = 0; j < TileRows; j++)
            {
                var to = w.Advance(w.Advance(y, row, i), pixel, j);
                w.Store(to, 0, w.Add(w.Load(to, 0), w.Load(w.Advance(w.Advance(residual, residualRow, i), residualPixel, j), 0)));
            }
        }

        w.EndIf();
    }

    internal static void EmitTransformGradient(VectorWriter w)
    {
        PointerText u = w.Pointer(0), g = w.Pointer(2);
        string stride = w.Integer(1), row = w.Integer(3), pixel = w.Integer(4);
        var columns = new VectorText[TileRows][];
        for (int l = 0; l < TileRows; l++)
        {
            columns[l] = GradientColumn(
                w, [.. Enumerable.Range(0, TileRows).Select(k => w.Load(w.Advance(w.Advance(g, row, k), pixel, l), 0))]);
        }

        for (int i = 0; i < Patch; i++)
        {
            var transformed = GradientColumn(w, [.. columns.Select(column => column[i])]);
            for (int j = 0; j < Patch; j++)
            {
                w.Store(w.Advance(u, stride, (i * Patch) + j), 0, transformed[j]);
            }
        }
    }

    internal static void EmitTakeMoments(VectorWriter w)
    {
        PointerText y = w.Pointer(0), sum = w.Pointer(4), squares = w.Pointer(5);
        string row = w.Integer(1), pixel = w.Integer(2);
        VectorText pivot = w.Load(w.Pointer(3), 0), s = w.Constant(0), q = w.Constant(0);
        for (int at = 0; at < TileRows * TileRows; at++)
        {
            var d = w.Subtract(w.Load(w.Advance(w.Advance(y, row, at / TileRows), pixel, at % TileRows), 0), pivot);
            s = w.Add(s, d);
            q = w.Fma(d, d, q);
        }

        w.Store(sum, 0, w.Add(w.Load(sum, 0), s));
        w.Store(squares, 0, w.Add(w.Load(squares, 0), q));
    }

    private static VectorText[] InputColumn(VectorWriter w, VectorText[] d)
    {
        VectorText four = w.Constant(4), minusFour = w.Constant(-4), minusFive = w.Constant(-5), two = w.Constant(2), minusTwo = w.Constant(-2);
        VectorText a = w.Fma(minusFour, d[2], d[4]), b = w.Fma(minusFour, d[1], d[3]), c = w.Subtract(d[4], d[2]), e = w.Subtract(d[3], d[1]);
        return
        [
            w.Fma(four, d[0], w.Fma(minusFive, d[2], d[4])), w.Add(a, b), w.Subtract(a, b),
            w.Fma(two, e, c), w.Fma(minusTwo, e, c), w.Fma(four, d[1], w.Fma(minusFive, d[3], d[5])),
        ];
    }

    private static VectorText[] GradientColumn(VectorWriter w, VectorText[] g)
    {
        VectorText even = w.Add(g[0], g[2]), odd = w.Add(g[1], g[3]);
        VectorText evenTwice = w.Fma(w.Constant(4), g[2], g[0]), odds = w.Fma(w.Constant(4), g[3], g[1]);
        return
        [
            g[0], w.Add(even, odd), w.Subtract(even, odd), w.Fma(w.Constant(2), odds, evenTwice), w.Fma(w.Constant(-2), odds, evenTwice), g[3],
        ];
    }

    private static VectorText[] OutputColumn(VectorWriter w, VectorText[] m)
    {
        VectorText p = w.Add(m[1], m[2]), q = w.Subtract(m[1], m[2]), r = w.Add(m[3], m[4]), s = w.Subtract(m[3], m[4]);
        return
        [
            w.Add(w.Add(m[0], p), r), w.Fma(w.Constant(2), s, q), w.Fma(w.Constant(4), r, p), w.Add(w.Fma(w.Constant(8), s, q), m[5]),
        ];
    }
}

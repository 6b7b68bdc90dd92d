using System.Numerics;
using System.Runtime.CompilerServices;
using ILGPU.IR.Intrinsics;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// Butterflies of Fourier transforms on T.Width neighbouring columns. The body is the plain meaning, run by the CPU accelerator; its
/// <c>Emit</c> twin prints it for OpenCL and PTX.
/// </summary>
internal static class Butterfly
{
    private static readonly ComplexNumberArithmetic Numbers = new();

    /// <summary>
    /// y_j = t_j sum_k x_k exp(-2 pi i j k / radix), with t_0 = 1: x_k lies k <paramref name="step"/> floats behind x, y_j lies j
    /// <paramref name="stride"/> behind y, and t_j, the same for all columns, (j - 1) <paramref name="row"/> behind t.
    /// </summary>
    [IntrinsicImplementation]
    public static void Pass<T, TRadix>(
        ref float xReal, ref float xImaginary, int step, ref float yReal, ref float yImaginary, int stride, ref float tReal, ref float tImaginary, int row)
        where T : struct, ILanes
        where TRadix : struct, IRadix
    {
        var x = new Complex[default(TRadix).Radix];
        for (int lane = 0; lane < default(T).Width; lane++)
        {
            for (int k = 0; k < x.Length; k++)
            {
                x[k] = new(Unsafe.Add(ref xReal, (k * step) + lane), Unsafe.Add(ref xImaginary, (k * step) + lane));
            }

            var y = ShortTransform.Of(Numbers, x);
            for (int j = 0; j < y.Length; j++)
            {
                var value = j == 0 ? y[0] : y[j] * new Complex(Unsafe.Add(ref tReal, (j - 1) * row), Unsafe.Add(ref tImaginary, (j - 1) * row));
                Unsafe.Add(ref yReal, (j * stride) + lane) = (float)value.Real;
                Unsafe.Add(ref yImaginary, (j * stride) + lane) = (float)value.Imaginary;
            }
        }
    }

    internal static void EmitPass(VectorWriter w)
    {
        var x = new ComplexText[w.Shape<IRadix>(1).Radix];
        for (int k = 0; k < x.Length; k++)
        {
            x[k] = new(w.Load(w.Advance(w.Pointer(0), w.Integer(2), k), 0), w.Load(w.Advance(w.Pointer(1), w.Integer(2), k), 0));
        }

        var arithmetic = new ComplexTextArithmetic(w);
        var y = ShortTransform.Of(arithmetic, x);
        for (int j = 0; j < y.Length; j++)
        {
            var value = j == 0
                ? y[0]
                : arithmetic.Multiply(
                    y[j], new(w.LoadSplat(w.Advance(w.Pointer(6), w.Integer(8), j - 1), 0), w.LoadSplat(w.Advance(w.Pointer(7), w.Integer(8), j - 1), 0)));
            w.Store(w.Advance(w.Pointer(3), w.Integer(5), j), 0, value.Real);
            w.Store(w.Advance(w.Pointer(4), w.Integer(5), j), 0, value.Imaginary);
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using ILGPU.IR.Intrinsics;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// Butterflies of Fourier transforms on T.Width neighbouring columns. The body is the plain meaning, run by the CPU accelerator; its
/// <c>Emit</c> twin prints it for OpenCL and PTX. All values are read before the first is written, so results may take the values' place.
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
        for (int lane = 0; lane < default(T).Width; lane++)
        {
            var y = ShortTransform.Of(Numbers, Load(ref xReal, ref xImaginary, step, lane, default(TRadix).Radix));
            for (int j = 1; j < y.Length; j++)
            {
                y[j] *= Factor(ref tReal, ref tImaginary, row, j);
            }

            Store(ref yReal, ref yImaginary, stride, lane, y);
        }
    }

    /// <summary>The same with the factors before the transform: y_j = sum_k t_k x_k exp(-2 pi i j k / radix).</summary>
    [IntrinsicImplementation]
    public static void JoiningPass<T, TRadix>(
        ref float xReal, ref float xImaginary, int step, ref float yReal, ref float yImaginary, int stride, ref float tReal, ref float tImaginary, int row)
        where T : struct, ILanes
        where TRadix : struct, IRadix
    {
        for (int lane = 0; lane < default(T).Width; lane++)
        {
            var x = Load(ref xReal, ref xImaginary, step, lane, default(TRadix).Radix);
            for (int k = 1; k < x.Length; k++)
            {
                x[k] *= Factor(ref tReal, ref tImaginary, row, k);
            }

            Store(ref yReal, ref yImaginary, stride, lane, ShortTransform.Of(Numbers, x));
        }
    }

    /// <summary>The same without factors: y_j = sum_k x_k exp(-2 pi i j k / radix).</summary>
    [IntrinsicImplementation]
    public static void LastPass<T, TRadix>(ref float xReal, ref float xImaginary, int step, ref float yReal, ref float yImaginary, int stride)
        where T : struct, ILanes
        where TRadix : struct, IRadix
    {
        for (int lane = 0; lane < default(T).Width; lane++)
        {
            Store(ref yReal, ref yImaginary, stride, lane, ShortTransform.Of(Numbers, Load(ref xReal, ref xImaginary, step, lane, default(TRadix).Radix)));
        }
    }

    /// <summary>
    /// In place, the middle of a filter: the transform without factors, y_j times the real weight that lies j <paramref name="row"/> floats behind
    /// the first one of its column, and the transform with the parts exchanged. Adds the sum of weight |y_j|^2 to <paramref name="product"/>.
    /// </summary>
    [IntrinsicImplementation]
    public static void WeighingPass<T, TRadix>(
        ref float xReal, ref float xImaginary, int step, ref float weight, int row, ref float product)
        where T : struct, ILanes
        where TRadix : struct, IRadix
    {
        for (int lane = 0; lane < default(T).Width; lane++)
        {
            var y = ShortTransform.Of(Numbers, Load(ref xReal, ref xImaginary, step, lane, default(TRadix).Radix));
            double sum = Unsafe.Add(ref product, lane);
            for (int j = 0; j < y.Length; j++)
            {
                float factor = Unsafe.Add(ref weight, (j * row) + lane);
                sum += factor * ((y[j].Real * y[j].Real) + (y[j].Imaginary * y[j].Imaginary));
                y[j] = new Complex(y[j].Imaginary, y[j].Real) * factor;
            }

            Unsafe.Add(ref product, lane) = (float)sum;
            Store(ref xImaginary, ref xReal, step, lane, ShortTransform.Of(Numbers, y));
        }
    }

    internal static void EmitPass(VectorWriter w)
    {
        var x = Load(w);
        var arithmetic = new ComplexTextArithmetic(w);
        var y = ShortTransform.Of(arithmetic, x);
        for (int j = 0; j < y.Length; j++)
        {
            Store(w, j, j == 0 ? y[0] : arithmetic.Multiply(y[j], Factor(w, j)));
        }
    }

    internal static void EmitJoiningPass(VectorWriter w)
    {
        var arithmetic = new ComplexTextArithmetic(w);
        var x = Load(w);
        for (int k = 1; k < x.Length; k++)
        {
            x[k] = arithmetic.Multiply(x[k], Factor(w, k));
        }

        var y = ShortTransform.Of(arithmetic, x);
        for (int j = 0; j < y.Length; j++)
        {
            Store(w, j, y[j]);
        }
    }

    internal static void EmitLastPass(VectorWriter w)
    {
        var y = ShortTransform.Of(new ComplexTextArithmetic(w), Load(w));
        for (int j = 0; j < y.Length; j++)
        {
            Store(w, j, y[j]);
        }
    }

    internal static void EmitWeighingPass(VectorWriter w)
    {
        var x = Load(w);
        var weights = x.Select((_, j) => w.Load(w.Advance(w.Pointer(3), w.Integer(4), j), 0)).ToArray();
        var arithmetic = new ComplexTextArithmetic(w);
        var y = ShortTransform.Of(arithmetic, x);
        var product = w.Load(w.Pointer(5), 0);
        for (int j = 0; j < y.Length; j++)
        {
            VectorText real = w.Multiply(y[j].Real, weights[j]), imaginary = w.Multiply(y[j].Imaginary, weights[j]);
            product = w.Fma(imaginary, y[j].Imaginary, w.Fma(real, y[j].Real, product));
            y[j] = new(imaginary, real);
        }

        w.Store(w.Pointer(5), 0, product);
        y = ShortTransform.Of(arithmetic, y);
        for (int k = 0; k < y.Length; k++)
        {
            w.Store(w.Advance(w.Pointer(0), w.Integer(2), k), 0, y[k].Imaginary);
            w.Store(w.Advance(w.Pointer(1), w.Integer(2), k), 0, y[k].Real);
        }
    }

    private static Complex[] Load(ref float real, ref float imaginary, int step, int lane, int radix)
    {
        var values = new Complex[radix];
        for (int k = 0; k < radix; k++)
        {
            values[k] = new(Unsafe.Add(ref real, (k * step) + lane), Unsafe.Add(ref imaginary, (k * step) + lane));
        }

        return values;
    }

    private static Complex Factor(ref float real, ref float imaginary, int row, int j) =>
        new(Unsafe.Add(ref real, (j - 1) * row), Unsafe.Add(ref imaginary, (j - 1) * row));

    private static void Store(ref float real, ref float imaginary, int stride, int lane, Complex[] values)
    {
        for (int j = 0; j < values.Length; j++)
        {
            Unsafe.Add(ref real, (j * stride) + lane) = (float)values[j].Real;
            Unsafe.Add(ref imaginary, (j * stride) + lane) = (float)values[j].Imaginary;
        }
    }

    private static ComplexText[] Load(VectorWriter w)
    {
        var x = new ComplexText[w.Shape<IRadix>(1).Radix];
        for (int k = 0; k < x.Length; k++)
        {
            x[k] = new(w.Load(w.Advance(w.Pointer(0), w.Integer(2), k), 0), w.Load(w.Advance(w.Pointer(1), w.Integer(2), k), 0));
        }

        return x;
    }

    private static ComplexText Factor(VectorWriter w, int j) =>
        new(w.LoadSplat(w.Advance(w.Pointer(6), w.Integer(8), j - 1), 0), w.LoadSplat(w.Advance(w.Pointer(7), w.Integer(8), j - 1), 0));

    private static void Store(VectorWriter w, int j, ComplexText value)
    {
        w.Store(w.Advance(w.Pointer(3), w.Integer(5), j), 0, value.Real);
        w.Store(w.Advance(w.Pointer(4), w.Integer(5), j), 0, value.Imaginary);
    }
}

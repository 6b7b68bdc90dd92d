using System.Runtime.CompilerServices;
using ILGPU.IR.Intrinsics;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// Operations on T.Width consecutive floats: one vector on a processor, one scalar on a GPU. Each body is the plain meaning, run by the
/// CPU accelerator; each <c>Emit</c> twin prints it for OpenCL and PTX.
/// </summary>
internal static class Lane
{
    /// <summary>y = value.</summary>
    [IntrinsicImplementation]
    public static void Fill<T>(ref float y, float value)
        where T : struct, ILanes
    {
        for (int i = 0; i < default(T).Width; i++)
        {
            Unsafe.Add(ref y, i) = value;
        }
    }

    /// <summary>y = x.</summary>
    [IntrinsicImplementation]
    public static void Copy<T>(ref float y, ref float x)
        where T : struct, ILanes
    {
        for (int i = 0; i < default(T).Width; i++)
        {
            Unsafe.Add(ref y, i) = Unsafe.Add(ref x, i);
        }
    }

    /// <summary>y += s * x.</summary>
    [IntrinsicImplementation]
    public static void AddScaled<T>(ref float y, float s, ref float x)
        where T : struct, ILanes
    {
        for (int i = 0; i < default(T).Width; i++)
        {
            Unsafe.Add(ref y, i) = MathF.FusedMultiplyAdd(s, Unsafe.Add(ref x, i), Unsafe.Add(ref y, i));
        }
    }

    /// <summary>y += a * b.</summary>
    [IntrinsicImplementation]
    public static void AddProduct<T>(ref float y, ref float a, ref float b)
        where T : struct, ILanes
    {
        for (int i = 0; i < default(T).Width; i++)
        {
            Unsafe.Add(ref y, i) = MathF.FusedMultiplyAdd(Unsafe.Add(ref a, i), Unsafe.Add(ref b, i), Unsafe.Add(ref y, i));
        }
    }

    /// <summary>y = max(y, x).</summary>
    [IntrinsicImplementation]
    public static void Max<T>(ref float y, ref float x)
        where T : struct, ILanes
    {
        for (int i = 0; i < default(T).Width; i++)
        {
            Unsafe.Add(ref y, i) = MathF.Max(Unsafe.Add(ref y, i), Unsafe.Add(ref x, i));
        }
    }

    /// <summary>x = exp(x - shift); sum += x.</summary>
    [IntrinsicImplementation]
    public static void ExpAccumulate<T>(ref float x, float shift, ref float sum)
        where T : struct, ILanes
    {
        for (int i = 0; i < default(T).Width; i++)
        {
            float e = ScalarMath.Exp(Unsafe.Add(ref x, i) - shift);
            Unsafe.Add(ref x, i) = e;
            Unsafe.Add(ref sum, i) += e;
        }
    }

    /// <summary>d = x - pivot; sum += d; squares += d * d.</summary>
    [IntrinsicImplementation]
    public static void Moments<T>(ref float sum, ref float squares, ref float x, ref float pivot)
        where T : struct, ILanes
    {
        for (int i = 0; i < default(T).Width; i++)
        {
            float d = Unsafe.Add(ref x, i) - Unsafe.Add(ref pivot, i);
            Unsafe.Add(ref sum, i) += d;
            Unsafe.Add(ref squares, i) = MathF.FusedMultiplyAdd(d, d, Unsafe.Add(ref squares, i));
        }
    }

    /// <summary>y = x * scale + shift.</summary>
    [IntrinsicImplementation]
    public static void Affine<T>(ref float y, ref float x, ref float scale, ref float shift)
        where T : struct, ILanes
    {
        for (int i = 0; i < default(T).Width; i++)
        {
            Unsafe.Add(ref y, i) = MathF.FusedMultiplyAdd(Unsafe.Add(ref x, i), Unsafe.Add(ref scale, i), Unsafe.Add(ref shift, i));
        }
    }

    /// <summary>y = SiLU(y).</summary>
    [IntrinsicImplementation]
    public static void Silu<T>(ref float y)
        where T : struct, ILanes
    {
        for (int i = 0; i < default(T).Width; i++)
        {
            Unsafe.Add(ref y, i) = ScalarMath.Silu(Unsafe.Add(ref y, i));
        }
    }

    internal static void EmitFill(VectorWriter w) => w.Store(w.Pointer(0), 0, w.Splat(1));

    internal static void EmitCopy(VectorWriter w) => w.Store(w.Pointer(0), 0, w.Load(w.Pointer(1), 0));

    internal static void EmitAddScaled(VectorWriter w) =>
        w.Store(w.Pointer(0), 0, w.Fma(w.Splat(1), w.Load(w.Pointer(2), 0), w.Load(w.Pointer(0), 0)));

    internal static void EmitAddProduct(VectorWriter w) =>
        w.Store(w.Pointer(0), 0, w.Fma(w.Load(w.Pointer(1), 0), w.Load(w.Pointer(2), 0), w.Load(w.Pointer(0), 0)));

    internal static void EmitMax(VectorWriter w) =>
        w.Store(w.Pointer(0), 0, w.Max(w.Load(w.Pointer(0), 0), w.Load(w.Pointer(1), 0)));

    internal static void EmitExpAccumulate(VectorWriter w)
    {
        var e = w.Exp(w.Subtract(w.Load(w.Pointer(0), 0), w.Splat(1)));
        w.Store(w.Pointer(0), 0, e);
        w.Store(w.Pointer(2), 0, w.Add(w.Load(w.Pointer(2), 0), e));
    }

    internal static void EmitMoments(VectorWriter w)
    {
        var d = w.Subtract(w.Load(w.Pointer(2), 0), w.Load(w.Pointer(3), 0));
        w.Store(w.Pointer(0), 0, w.Add(w.Load(w.Pointer(0), 0), d));
        w.Store(w.Pointer(1), 0, w.Fma(d, d, w.Load(w.Pointer(1), 0)));
    }

    internal static void EmitAffine(VectorWriter w) =>
        w.Store(w.Pointer(0), 0, w.Fma(w.Load(w.Pointer(1), 0), w.Load(w.Pointer(2), 0), w.Load(w.Pointer(3), 0)));

    internal static void EmitSilu(VectorWriter w) =>
        w.Store(w.Pointer(0), 0, w.Silu(w.Load(w.Pointer(0), 0)));
}

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

    /// <summary>y = g where x is above 0, else 0.</summary>
    [IntrinsicImplementation]
    public static void KeepPositive<T>(ref float y, ref float g, ref float x)
        where T : struct, ILanes
    {
        for (int i = 0; i < default(T).Width; i++)
        {
            Unsafe.Add(ref y, i) = Unsafe.Add(ref x, i) > 0f ? Unsafe.Add(ref g, i) : 0f;
        }
    }

    /// <summary>Asks for the cache line some floats behind x, where there need not be an element.</summary>
    [IntrinsicImplementation]
    public static void Prefetch(ref float x, int offset)
    {
        // The CPU accelerator has no caches to fill.
    }

    internal static void EmitPrefetch(VectorWriter w) => w.Prefetch(w.Advance(w.Pointer(0), w.Integer(1), 1), soon: true);

    /// <summary>Asks for it into the second-level cache: for what is read so much later that the first would have lost it by then.</summary>
    [IntrinsicImplementation]
    public static void PrefetchForLater(ref float x, int offset)
    {
        // The CPU accelerator has no caches to fill.
    }

    internal static void EmitPrefetchForLater(VectorWriter w) => w.Prefetch(w.Advance(w.Pointer(0), w.Integer(1), 1), soon: false);

    /// <summary>y = the mean of x * scale + shift over four pixels, each through SiLU first where <paramref name="silu"/> is 1.</summary>
    [IntrinsicImplementation]
    public static void ActivatedMean<T>(ref float y, ref float x, int row, int pixel, ref float scale, ref float shift, int silu)
        where T : struct, ILanes
    {
        for (int i = 0; i < default(T).Width; i++)
        {
            float sum = 0f;
            for (int part = 0; part < 4; part++)
            {
                float v = Unsafe.Add(ref x, (part / 2 * row) + (part % 2 * pixel) + i);
                v = MathF.FusedMultiplyAdd(v, Unsafe.Add(ref scale, i), Unsafe.Add(ref shift, i));
                sum += silu != 0 ? ScalarMath.Silu(v) : v;
            }

            Unsafe.Add(ref y, i) = 0.25f * sum;
        }
    }

    internal static void EmitActivatedMean(VectorWriter w)
    {
        var x = w.Pointer(1);
        string row = w.Integer(2), pixel = w.Integer(3);
        VectorText scale = w.Load(w.Pointer(4), 0), shift = w.Load(w.Pointer(5), 0);
        var parts = Enumerable.Range(0, 4)
            .Select(part => w.Fma(w.Load(w.Advance(w.Advance(x, row, part / 2), pixel, part % 2), 0), scale, shift)).ToArray();
        w.BeginIfGreater(w.Integer(6), 0);
        foreach (var part in parts)
        {
            w.Assign(part, w.Silu(part));
        }

        w.EndIf();
        w.Store(w.Pointer(0), 0, w.Multiply(w.Constant(0.25f), w.Add(w.Add(parts[0], parts[1]), w.Add(parts[2], parts[3]))));
    }

    /// <summary>
    /// y = g times the derivative of SiLU at x * scale + shift, which is s (1 + v (1 - s)), s = sigmoid(v); or y = g where
    /// <paramref name="silu"/> is 0.
    /// </summary>
    [IntrinsicImplementation]
    public static void ActivatedGradient<T>(ref float y, ref float g, ref float x, ref float scale, ref float shift, int silu)
        where T : struct, ILanes
    {
        for (int i = 0; i < default(T).Width; i++)
        {
            float v = MathF.FusedMultiplyAdd(Unsafe.Add(ref x, i), Unsafe.Add(ref scale, i), Unsafe.Add(ref shift, i));
            float s = 1f / (1f + ScalarMath.Exp(-v));
            Unsafe.Add(ref y, i) = silu != 0 ? Unsafe.Add(ref g, i) * (s * MathF.FusedMultiplyAdd(v, 1f - s, 1f)) : Unsafe.Add(ref g, i);
        }
    }

    internal static void EmitActivatedGradient(VectorWriter w)
    {
        VectorText g = w.Load(w.Pointer(1), 0), v = w.Fma(w.Load(w.Pointer(2), 0), w.Load(w.Pointer(3), 0), w.Load(w.Pointer(4), 0));
        w.BeginIfGreater(w.Integer(5), 0);
        var one = w.Constant(1f);
        var s = w.Divide(one, w.Add(one, w.Exp(w.Negate(v))));
        w.Assign(g, w.Multiply(g, w.Multiply(s, w.Fma(v, w.Subtract(one, s), one))));
        w.EndIf();
        w.Store(w.Pointer(0), 0, g);
    }

    /// <summary>y[i][j] = x[j][i] for T.Width rows of as many floats, the rows of x <paramref name="step"/> apart and those of y
    /// <paramref name="stride"/>.</summary>
    [IntrinsicImplementation]
    public static void Transpose<T>(ref float y, int stride, ref float x, int step)
        where T : struct, ILanes
    {
        for (int i = 0; i < default(T).Width; i++)
        {
            for (int j = 0; j < default(T).Width; j++)
            {
                Unsafe.Add(ref y, (i * stride) + j) = Unsafe.Add(ref x, (j * step) + i);
            }
        }
    }

    internal static void EmitTranspose(VectorWriter w)
    {
        VectorText[] rows = [.. Enumerable.Range(0, w.Width).Select(i => w.Load(w.Advance(w.Pointer(2), w.Integer(3), i), 0))];

        // Row i and row i + 8 become rows 2i and 2i + 1: a bit of the row changes places with a bit of the lane, four times for all.
        for (int stage = 1; stage < rows.Length; stage *= 2)
        {
            var before = rows;
            rows = [.. Enumerable.Range(0, rows.Length).Select(i => w.Interleave(before[i / 2], before[(i / 2) + (before.Length / 2)], i % 2 == 1))];
        }

        for (int i = 0; i < rows.Length; i++)
        {
            w.Store(w.Advance(w.Pointer(0), w.Integer(1), i), 0, rows[i]);
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

    internal static void EmitKeepPositive(VectorWriter w) =>
        w.Store(w.Pointer(0), 0, w.WherePositive(w.Load(w.Pointer(2), 0), w.Load(w.Pointer(1), 0)));

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

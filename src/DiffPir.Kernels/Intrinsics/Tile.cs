using System.Runtime.CompilerServices;
using ILGPU.IR.Intrinsics;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// Operations on a register tile: Rows x (16 * Vectors) floats, row after row, in a local array whose first element is passed as
/// <c>acc</c>. Offsets inside the tile are constants in the generated code, so compilers keep the tile in vector registers.
/// Each body is the plain meaning, run by the CPU accelerator; each <c>Emit</c> twin prints it for OpenCL and PTX.
/// </summary>
internal static class Tile
{
    /// <summary>acc[i][j] = 0.</summary>
    [IntrinsicImplementation]
    public static void Zero<T>(ref float acc)
        where T : struct, ITile
    {
        for (int i = 0; i < Elements<T>(); i++)
        {
            Unsafe.Add(ref acc, i) = 0f;
        }
    }

    /// <summary>acc[i][j] = row[j].</summary>
    [IntrinsicImplementation]
    public static void Broadcast<T>(ref float acc, ref float row)
        where T : struct, ITile
    {
        for (int i = 0; i < Elements<T>(); i++)
        {
            Unsafe.Add(ref acc, i) = Unsafe.Add(ref row, i % Columns<T>());
        }
    }

    /// <summary>acc[i][j] += a[i * stride] * b[j], b as <typeparamref name="TStored"/> lies in memory.</summary>
    [IntrinsicImplementation]
    public static void Outer<T, TStored>(ref float acc, ref float a, int stride, ref float b)
        where T : struct, ITile
        where TStored : struct, IStoredNumber
    {
        ref var halves = ref Unsafe.As<float, Half>(ref b);
        int columns = Columns<T>();
        for (int i = 0; i < default(T).Rows; i++)
        {
            float s = Unsafe.Add(ref a, i * stride);
            for (int j = 0; j < columns; j++)
            {
                float number = default(TStored).InFloat == 2 ? (float)Unsafe.Add(ref halves, j) : Unsafe.Add(ref b, j);
                ref float sum = ref Unsafe.Add(ref acc, (i * columns) + j);
                sum = MathF.FusedMultiplyAdd(s, number, sum);
            }
        }
    }

    /// <summary>acc[i][j] += source[i * stride + j] for i below <paramref name="rows"/>.</summary>
    [IntrinsicImplementation]
    public static void AddRows<T>(ref float acc, ref float source, int stride, int rows)
        where T : struct, ITile
    {
        int columns = Columns<T>();
        for (int i = 0; i < Math.Min(rows, default(T).Rows); i++)
        {
            for (int j = 0; j < columns; j++)
            {
                Unsafe.Add(ref acc, (i * columns) + j) += Unsafe.Add(ref source, (i * stride) + j);
            }
        }
    }

    /// <summary>acc[i][j] *= factors[i].</summary>
    [IntrinsicImplementation]
    public static void ScaleRows<T>(ref float acc, ref float factors)
        where T : struct, ITile
    {
        int columns = Columns<T>();
        for (int i = 0; i < Elements<T>(); i++)
        {
            Unsafe.Add(ref acc, i) *= Unsafe.Add(ref factors, i / columns);
        }
    }

    /// <summary>destination[i * stride + j] = acc[i][j] for i below <paramref name="rows"/>.</summary>
    [IntrinsicImplementation]
    public static void StoreRows<T>(ref float destination, int stride, ref float acc, int rows)
        where T : struct, ITile
    {
        int columns = Columns<T>();
        for (int i = 0; i < Math.Min(rows, default(T).Rows); i++)
        {
            for (int j = 0; j < columns; j++)
            {
                Unsafe.Add(ref destination, (i * stride) + j) = Unsafe.Add(ref acc, (i * columns) + j);
            }
        }
    }

    internal static void EmitZero(VectorWriter w) =>
        ForEach(w, (i, j, at) => w.Store(w.Pointer(0), at, w.Constant(0f)));

    internal static void EmitBroadcast(VectorWriter w)
    {
        var row = LoadRow(w, w.Pointer(1), w.Shape<ITile>().Vectors);
        ForEach(w, (i, j, at) => w.Store(w.Pointer(0), at, row[j]));
    }

    internal static void EmitOuter(VectorWriter w)
    {
        var shape = w.Shape<ITile>();
        PointerText acc = w.Pointer(0), a = w.Pointer(1), row = w.Pointer(3);
        string stride = w.Integer(2);
        var b = w.Shape<IStoredNumber>(1).InFloat == 2
            ? Enumerable.Range(0, shape.Vectors).Select(j => w.LoadHalves(row, 8 * j)).ToArray()
            : LoadRow(w, row, shape.Vectors);
        for (int i = 0; i < shape.Rows; i++)
        {
            var s = w.LoadSplat(w.Advance(a, stride, i), 0);
            for (int j = 0; j < shape.Vectors; j++)
            {
                int at = 16 * ((i * shape.Vectors) + j);
                w.Store(acc, at, w.Fma(s, b[j], w.Load(acc, at)));
            }
        }
    }

    internal static void EmitAddRows(VectorWriter w)
    {
        PointerText acc = w.Pointer(0), source = w.Pointer(1);
        string stride = w.Integer(2);
        ForEachRow(w, w.Integer(3), (i, j, at) =>
            w.Store(acc, at, w.Add(w.Load(acc, at), w.Load(w.Advance(source, stride, i), 16 * j))));
    }

    internal static void EmitScaleRows(VectorWriter w)
    {
        PointerText acc = w.Pointer(0), factors = w.Pointer(1);
        ForEach(w, (i, j, at) => w.Store(acc, at, w.Multiply(w.Load(acc, at), w.LoadSplat(factors, i))));
    }

    internal static void EmitStoreRows(VectorWriter w)
    {
        PointerText destination = w.Pointer(0), acc = w.Pointer(2);
        string stride = w.Integer(1);
        ForEachRow(w, w.Integer(3), (i, j, at) =>
            w.Store(w.Advance(destination, stride, i), 16 * j, w.Load(acc, at)));
    }

    private static int Columns<T>()
        where T : struct, ITile => 16 * default(T).Vectors;

    private static int Elements<T>()
        where T : struct, ITile => default(T).Rows * Columns<T>();

    private static VectorText[] LoadRow(VectorWriter w, PointerText row, int vectors) =>
        Enumerable.Range(0, vectors).Select(j => w.Load(row, 16 * j)).ToArray();

    private static void ForEach(VectorWriter w, Action<int, int, int> body)
    {
        var shape = w.Shape<ITile>();
        for (int i = 0; i < shape.Rows; i++)
        {
            for (int j = 0; j < shape.Vectors; j++)
            {
                body(i, j, 16 * ((i * shape.Vectors) + j));
            }
        }
    }

    private static void ForEachRow(VectorWriter w, string rows, Action<int, int, int> body)
    {
        var shape = w.Shape<ITile>();
        for (int i = 0; i < shape.Rows; i++)
        {
            w.BeginIfGreater(rows, i);
            for (int j = 0; j < shape.Vectors; j++)
            {
                body(i, j, 16 * ((i * shape.Vectors) + j));
            }

            w.EndIf();
        }
    }
}

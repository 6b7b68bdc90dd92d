using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DiffPir.Kernels.Convolution;

/// <summary>Turns rows of weights, one an output, into columns: kernels read the same weight of many outputs at once.</summary>
internal static class RowTransposition
{
    /// <summary>target[k columns + r] = rows[r rowLength + first + k], and 0 where there is no row r.</summary>
    /// <param name="rows">Whole rows, at most <paramref name="columns"/>.</param>
    /// <param name="rowLength">Elements of a row.</param>
    /// <param name="first">The first element that is taken of each row.</param>
    /// <param name="count">How many are taken.</param>
    /// <param name="columns">A multiple of 4.</param>
    /// <param name="target">Receives <paramref name="count"/> times <paramref name="columns"/> elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // weights are packed once: before the runtime would have noticed
    public static void Transpose(ReadOnlySpan<float> rows, int rowLength, int first, int count, int columns, Span<float> target)
    {
        target = target[..(count * columns)];
        int present = rows.Length / rowLength;
        if (present < columns)
        {
            target.Clear();
        }

        // Blocks of 4 x 4, then the rest one by one.
        int whole = count & ~3, r = 0;
        for (; r < (present & ~3); r += 4)
        {
            var of = rows.Slice((r * rowLength) + first, (3 * rowLength) + count);
            for (int k = 0; k < whole; k += 4)
            {
                var block = Matrix4x4.Transpose(Matrix4x4.Create(
                    Load(of, k), Load(of, rowLength + k), Load(of, (2 * rowLength) + k), Load(of, (3 * rowLength) + k)));
                Store(block.X, target, (k * columns) + r);
                Store(block.Y, target, ((k + 1) * columns) + r);
                Store(block.Z, target, ((k + 2) * columns) + r);
                Store(block.W, target, ((k + 3) * columns) + r);
            }

            Scatter(of, rowLength, 4, whole, count, columns, target[r..]);
        }

        if (r < present)
        {
            Scatter(rows[((r * rowLength) + first)..], rowLength, present - r, 0, count, columns, target[r..]);
        }
    }

    private static void Scatter(ReadOnlySpan<float> rows, int rowLength, int count, int from, int to, int columns, Span<float> target)
    {
        for (int k = from; k < to; k++)
        {
            for (int r = 0; r < count; r++)
            {
                target[(k * columns) + r] = rows[(r * rowLength) + k];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector4 Load(ReadOnlySpan<float> values, int at) =>
        Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(values[at..(at + 4)])).AsVector4();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector4 vector, Span<float> target, int at) => vector.AsVector128().StoreUnsafe(ref target[at..(at + 4)][0]);
}

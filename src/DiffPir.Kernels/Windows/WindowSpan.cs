using ILGPU;

namespace DiffPir.Kernels.Windows;

/// <summary>The rows, or the columns, of a window that lie inside the map.</summary>
internal struct WindowSpan
{
    /// <summary>The first one, and the one behind the last.</summary>
    public int First, End;

    /// <summary>Those of a window that begins at <paramref name="start"/>, which may be negative, and has <paramref name="size"/>.</summary>
    public static WindowSpan Of(int start, int size, int limit) => new() { First = IntrinsicMath.Max(start, 0), End = IntrinsicMath.Min(start + size, limit) };
}

using System.Text;
using DiffPir.Files;

namespace DiffPir.Network;

/// <summary>Turns names and shapes that come from a file into text that is safe and short enough for one line of a terminal.</summary>
internal static class ErrorText
{
    /// <summary>What to do about a file that ends too early.</summary>
    public const string Truncated = "The file is incomplete: download or copy it again";

    /// <summary>What to do about a file whose parts contradict each other.</summary>
    public const string Damaged = "The file is damaged or was not written by the format's own library: download or export it again";

    private const int LongestName = 120;
    private const int LongestShape = 8;

    /// <summary>The name in single quotes, control characters and marks of direction replaced by '?', the end cut off when it is too long to show.</summary>
    public static string Quote(string name) => $"'{Clean(name)}'";

    /// <summary>The text with control characters and marks of direction replaced by '?', the end cut off when it is too long to show.</summary>
    public static string Clean(string value)
    {
        var text = new StringBuilder(Math.Min(value.Length, LongestName) + 8);
        foreach (char c in value.AsSpan(0, Math.Min(value.Length, LongestName)))
        {
            text.Append(PlainText.IsUnsafe(c) || char.IsSurrogate(c) ? '?' : c);
        }

        return text.Append(value.Length > LongestName ? "..." : "").ToString();
    }

    /// <summary>A shape as 64x32x3x3; "scalar" for rank 0.</summary>
    public static string Shape(ReadOnlySpan<long> shape)
    {
        if (shape.IsEmpty)
        {
            return "scalar";
        }

        var text = new StringBuilder();
        foreach (long side in shape[..Math.Min(shape.Length, LongestShape)])
        {
            text.Append(text.Length > 0 ? "x" : "").Append(side);
        }

        return shape.Length > LongestShape ? $"{text}x... ({shape.Length} dimensions)" : text.ToString();
    }

    /// <summary>A count with its noun: "1 tensor", "3 tensors".</summary>
    public static string Count(int count, string noun, string? plural = null) => count == 1 ? $"1 {noun}" : $"{count} {plural ?? noun + "s"}";
}

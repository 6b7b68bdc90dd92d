using System.Text.Encodings.Web;
using System.Text.Json;
using DiffPir.Files;

namespace DiffPir.Cli.Reporting;

/// <summary>Results for programs: one line of JSON, names in camelCase.</summary>
internal static class JsonLine
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,

        // The line is read by programs, never put into a web page: file names stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes <paramref name="result"/> and ends the line.</summary>
    public static void Write<T>(TextWriter output, T result) => output.WriteLine(EscapeTurning(JsonSerializer.Serialize(result, Format)));

    /// <summary>The serializer escapes control characters, but not these; they stand in texts only, where an escape means the same.</summary>
    private static string EscapeTurning(string json) => json.AsSpan().ContainsAny(PlainText.TurningCharacters)
        ? string.Concat(json.Select(static c => PlainText.IsUnsafe(c) ? $"\\u{(int)c:x4}" : c.ToString()))
        : json;

    /// <summary>JSON knows no NaN and no infinity: they become null.</summary>
    public static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

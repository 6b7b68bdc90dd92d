using System.Text.Json;

namespace DiffPir.Network;

/// <summary>The members of a JSON object of the diffusers library, read with limits and named in every error.</summary>
internal sealed class DiffusersJson
{
    /// <summary>The longest text that is accepted, in bytes.</summary>
    public const int MaximumLength = 1 << 20;

    /// <summary>The most entries of a list.</summary>
    public const int MaximumEntries = 16;

    /// <summary>The largest whole number.</summary>
    public const int MaximumNumber = 1 << 20;

    private const int MaximumDepth = 16;
    private const string Remedy = "Pass a UNet2DModel of the kind of google/ddpm-celebahq-256";

    private readonly string _path;
    private readonly JsonElement _json;

    private DiffusersJson(string path, JsonElement json) => (_path, _json) = (path, json);

    /// <summary>Parses a text and has it read.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">Its contents.</param>
    /// <param name="read">Reads the members; the text is gone afterwards.</param>
    /// <exception cref="CheckpointException">The text is damaged, or a member is not what is asked for.</exception>
    public static T Read<T>(string path, ReadOnlyMemory<byte> json, Func<DiffusersJson, T> read)
    {
        if (json.Length > MaximumLength)
        {
            throw Malformed(path, $"the configuration takes {json.Length} bytes, at most {MaximumLength} are accepted");
        }

        try
        {
            var rules = new JsonDocumentOptions { MaxDepth = MaximumDepth, AllowDuplicateProperties = false };
            using var document = JsonDocument.Parse(json, rules);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(new DiffusersJson(path, document.RootElement))
                : throw Malformed(path, "the configuration must be a JSON object");
        }
        catch (JsonException error)
        {
            throw Malformed(path, $"the configuration is not valid JSON ({ErrorText.Clean(error.Message).TrimEnd('.')})", error);
        }
        catch (InvalidOperationException error)
        {
            // What JsonElement.GetString throws for an escaped half of a character.
            throw Malformed(path, "the configuration holds text that is not valid", error);
        }
    }

    /// <summary>A member as its JSON text; null if it is absent.</summary>
    public string? Raw(string member) => _json.TryGetProperty(member, out var value) ? value.GetRawText() : null;

    /// <summary>Requires that a member, if it is there, is one of some values, given as their JSON text.</summary>
    public void RequireOneOf(string member, params string[] values)
    {
        if (Raw(member) is { } value && !values.Contains(value))
        {
            throw Unsupported(member, $"one of {string.Join(", ", values)}");
        }
    }

    /// <summary>Requires that a member, if it is there, is a number.</summary>
    public void RequireNumber(string member, double number)
    {
        if (Real(member, number) != number)
        {
            throw Unsupported(member, $"{number}");
        }
    }

    /// <summary>A positive number, or null.</summary>
    public int? Optional(string member, int? absent) => !_json.TryGetProperty(member, out var value) ? absent
        : value.ValueKind == JsonValueKind.Null ? null
        : Number(member, 0);

    /// <summary>A positive number.</summary>
    public int Number(string member, int absent, int maximum = MaximumNumber) => !_json.TryGetProperty(member, out var value) ? absent
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number > 0 && number <= maximum ? number
        : throw Unsupported(member, $"a whole number from 1 to {maximum}");

    /// <summary>A number that is not negative.</summary>
    public double Real(string member, double absent) => !_json.TryGetProperty(member, out var value) ? absent
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number is >= 0 and <= MaximumNumber ? number
        : throw Unsupported(member, "a number from 0 on");

    /// <summary>At least one positive number.</summary>
    public int[] Numbers(string member, int[] absent)
    {
        if (!_json.TryGetProperty(member, out var value))
        {
            return absent;
        }

        bool isList = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is > 0 and <= MaximumEntries;
        int[] numbers = isList ? [.. value.EnumerateArray().Select(NumberOrZero)] : [];
        return isList && numbers.All(number => number is > 0 and <= MaximumNumber)
            ? numbers
            : throw Unsupported(member, $"1 to {MaximumEntries} whole numbers from 1 to {MaximumNumber}");
    }

    /// <summary>Texts.</summary>
    public string[] Texts(string member, string[] absent)
    {
        if (!_json.TryGetProperty(member, out var value))
        {
            return absent;
        }

        bool isList = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= MaximumEntries;
        return isList && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : throw Unsupported(member, $"a list of up to {MaximumEntries} texts");
    }

    /// <summary>The error for a member that has a value of a network that is not supported.</summary>
    public CheckpointException Unsupported(string member, string expected) => new(
        CheckpointFault.WrongModel, _path, $"{member} is {ErrorText.Clean(Raw(member) ?? "absent")}, expected {expected}", Remedy);

    private static int NumberOrZero(JsonElement item) => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out int number) ? number : 0;

    private static CheckpointException Malformed(string path, string problem, Exception? inner = null) =>
        new(CheckpointFault.Malformed, path, problem, ErrorText.Damaged, innerException: inner);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DiffPir.Words;

namespace DiffPir.Sampler;

/// <summary>The settings of a method by name, for everything that reads or writes them as text: the properties of its options in kebab-case.</summary>
public static class MethodSettings
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>All settings and their values as JSON text, in the order of their declaration, those of all methods last.</summary>
    public static IReadOnlyList<(string Name, string Value)> Describe(MethodOptions options) =>
        [.. ToObject(options).Select(pair => (pair.Key, pair.Value?.ToJsonString() ?? "null"))];

    /// <summary>Options with one setting changed.</summary>
    /// <param name="options">The others.</param>
    /// <param name="name">The setting.</param>
    /// <param name="value">Its value: JSON, or a bare word.</param>
    /// <exception cref="SamplerException">The method has no such setting, or it cannot have that value.</exception>
    public static MethodOptions With(MethodOptions options, string name, string value)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = ToObject(options);
        if (!settings.ContainsKey(name))
        {
            string[] names = [.. settings.Select(static pair => pair.Key)];
            throw new SamplerException(
                $"'{name}' is no setting of {options.Method}; its settings are {string.Join(", ", names)}{NearestWord.Hint(name, names)}");
        }

        settings[name] = ParseValue(value);
        try
        {
            return (MethodOptions)settings.Deserialize(options.GetType(), Format)!;
        }
        catch (JsonException e)
        {
            throw new SamplerException($"the setting '{name}' of {options.Method} cannot be '{value}'; give {Expected(options, name)}", e);
        }
    }

    private static JsonObject ToObject(MethodOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = JsonSerializer.SerializeToNode(options, options.GetType(), Format)!.AsObject();
        settings.Remove("method");
        return settings;
    }

    private static string Expected(MethodOptions options, string name)
    {
        var type = Array.Find(options.GetType().GetProperties(), property => Named(property.Name) == name)?.PropertyType;
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            { IsEnum: true } => string.Join(" or ", Enum.GetNames(type).Select(Named)),
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(int) => "a whole number",
            _ when type == typeof(double) => "a number",
            _ => "a value of the kind it has now",
        };
    }

    private static string Named(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    private static JsonNode? ParseValue(string value)
    {
        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            return JsonValue.Create(value);
        }
    }
}

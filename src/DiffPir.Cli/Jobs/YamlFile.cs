using System.Text;
using DiffPir.Cli.Hosting;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DiffPir.Cli.Jobs;

/// <summary>
/// Reads settings from YAML files of strangers: mappings, lists and scalars as text, with limits on length, depth and number of values. What can
/// make a small file large (anchors and aliases) or something else than data (tags) is refused.
/// </summary>
internal static class YamlFile
{
    private const int MaxBytes = 1 << 20, MaxDepth = 8, MaxValues = 10_000;
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>The mapping that a file holds: a value is a string, null, another mapping or a list of such values.</summary>
    /// <exception cref="CliException">The file cannot be read, or is not such YAML (unreadable input).</exception>
    public static Dictionary<string, object?> ReadMapping(string path) =>
        ParseMapping(path, Encoding.UTF8.GetString(InputFile.ReadAllBytes(path, MaxBytes)));

    /// <summary>The mapping that a text holds.</summary>
    /// <param name="path">Where it comes from, for messages.</param>
    /// <param name="yaml">The text.</param>
    /// <exception cref="CliException">It is not such YAML (unreadable input).</exception>
    public static Dictionary<string, object?> ParseMapping(string path, string yaml)
    {
        using var text = new StringReader(yaml.TrimStart(ByteOrderMark));
        try
        {
            var parser = new Parser(text);
            parser.Consume<StreamStart>();
            parser.Consume<DocumentStart>();
            int values = 0;
            var mapping = Value(path, parser, 0, ref values) as Dictionary<string, object?>
                ?? throw InputFile.Unreadable(path, "its settings are not of the form 'key: value'; write one on each line");
            parser.Consume<DocumentEnd>();
            return parser.Accept<StreamEnd>(out _) ? mapping : throw InputFile.Unreadable(path, "it holds more than one document; keep one of them");
        }
        catch (YamlException e)
        {
            throw InputFile.Unreadable(path, $"line {e.Start.Line} is not YAML: {(e.InnerException ?? e).Message.TrimEnd('.')}", e);
        }
        catch (InvalidOperationException e)
        {
            // What the scanner says of a text over several lines inside of brackets that is not indented.
            throw InputFile.Unreadable(path, "it is not YAML: there is a line inside of brackets that is not indented", e);
        }
    }

    private static object? Value(string path, Parser parser, int depth, ref int values)
    {
        long here = parser.Current!.Start.Line;
        if (++values > MaxValues || depth > MaxDepth)
        {
            throw InputFile.Unreadable(path, $"line {here}: more than {MaxValues} values, or {MaxDepth} levels; settings need far fewer");
        }

        if (parser.Accept<AnchorAlias>(out _) || parser.Current is NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false })
        {
            throw InputFile.Unreadable(path, $"line {here}: anchors, aliases and tags are not taken; write the values out");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" ? null : scalar.Value;
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            var list = new List<object?>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                list.Add(Value(path, parser, depth + 1, ref values));
            }

            return list;
        }

        parser.Consume<MappingStart>();
        var mapping = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>();
            if (!mapping.TryAdd(key.Value, Value(path, parser, depth + 1, ref values)))
            {
                throw InputFile.Unreadable(path, $"line {key.Start.Line}: '{key.Value}' is there twice; keep one");
            }
        }

        return mapping;
    }
}

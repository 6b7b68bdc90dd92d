using System.Text.Json;

namespace DiffPir.Network;

/// <summary>
/// Reads a safetensors model in several files. Its index is JSON: <c>{"metadata": {...}, "weight_map": {"tensor": "file", ...}}</c>.
/// Every file lies beside the index, and holds exactly the tensors that the index says it holds.
/// </summary>
internal static class ShardIndex
{
    /// <summary>The longest index that is accepted, in bytes.</summary>
    public const int MaximumLength = 16 << 20;

    /// <summary>The most files that are accepted.</summary>
    private const int MaximumShards = 1000;

    /// <summary>The deepest nesting that is accepted; the format needs two.</summary>
    private const int MaximumDepth = 16;

    /// <summary>How the name of an index ends.</summary>
    public const string Ending = ".index.json";

    /// <summary>Whether a file should be an index, by its name and first bytes.</summary>
    public static bool IsIndex(string path, ReadOnlySpan<byte> start) =>
        path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) && start.TrimStart(" \t\r\n"u8).StartsWith("{"u8);

    /// <summary>Reads the index and opens its files. The caller becomes an owner of every file in the result, not of the index.</summary>
    /// <exception cref="CheckpointException">Any rule is broken, in the index or in a file.</exception>
    public static CheckpointContents Read(MappedFile index)
    {
        if (index.Length > MaximumLength)
        {
            throw Malformed(index.Path, $"the index takes {index.Length} bytes, at most {MaximumLength} are accepted");
        }

        Dictionary<string, string> map;
        using (var bytes = index.Pin())
        {
            map = Parse(index.Path, bytes.Slice(0, (int)index.Length));
        }

        string[] names = [.. map.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (names.Length is 0 or > MaximumShards)
        {
            throw Malformed(index.Path, $"the index names {names.Length} files, expected 1 to {MaximumShards}");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(index.Path))!;
        var shards = new List<CheckpointContents>();
        try
        {
            foreach (string name in names)
            {
                shards.Add(OpenShard(Path.Combine(folder, name)));
            }

            return Join(index.Path, names, shards, map);
        }
        catch
        {
            foreach (var file in shards.SelectMany(shard => shard.Files))
            {
                file.Release();
            }

            throw;
        }
    }

    /// <summary>Which file holds each tensor, as the index says.</summary>
    /// <param name="path">The index, for messages.</param>
    /// <param name="json">Its contents.</param>
    internal static Dictionary<string, string> Parse(string path, ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaximumDepth });
            Dictionary<string, string>? map = null;
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isMap = reader.ValueTextEquals("weight_map"u8);
                reader.Read();
                if (!isMap)
                {
                    reader.Skip();
                }
                else if (map is null)
                {
                    map = ReadMap(path, ref reader);
                }
                else
                {
                    throw Malformed(path, "the index has two members weight_map");
                }
            }

            reader.Read(); // only spaces may follow; anything else is a JsonException
            return map ?? throw Malformed(path, "the index has no member weight_map");
        }
        catch (JsonException error)
        {
            throw Malformed(path, $"the index is not valid JSON ({error.Message.TrimEnd('.')})", inner: error);
        }
        catch (InvalidOperationException error)
        {
            // What Utf8JsonReader.GetString throws for bytes that are not UTF-8.
            throw Malformed(path, "the index holds text that is not valid UTF-8", inner: error);
        }
    }

    private static Dictionary<string, string> ReadMap(string path, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Malformed(path, "weight_map must be an object of file names");
        }

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string tensor = reader.GetString()!;
            reader.Read();
            string? file = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            if (!IsPlainName(file))
            {
                string problem = file is null ? "must be a text" : $"{ErrorText.Quote(file)} is not the plain name of a .safetensors file";
                throw Malformed(path, $"its file {problem}", tensor);
            }

            if (!map.TryAdd(tensor, file!))
            {
                throw Malformed(path, "two entries of weight_map have this name", tensor);
            }
        }

        return map;
    }

    /// <summary>Whether a name can only be that of a file beside the index: no folders, no drives, no parent.</summary>
    private static bool IsPlainName(string? name) =>
        name is { Length: > 12 and <= 255 } && name.EndsWith(".safetensors", StringComparison.Ordinal) && name[0] != '.'
        && !name.AsSpan().ContainsAny(@"/\:") && !name.Any(char.IsControl);

    private static CheckpointContents OpenShard(string path)
    {
        var file = MappedFile.Open(path);
        try
        {
            return CheckpointFormat.Safetensors(file);
        }
        catch
        {
            file.Release();
            throw;
        }
    }

    private static CheckpointContents Join(string path, string[] names, List<CheckpointContents> shards, Dictionary<string, string> map)
    {
        var tensors = new List<CheckpointTensor>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            foreach (var tensor in shards[i].Tensors)
            {
                if (!map.TryGetValue(tensor.Name, out string? named) || named != names[i])
                {
                    string instead = named is null ? "does not name it" : $"says {ErrorText.Quote(named)}";
                    throw Malformed(path, $"file {ErrorText.Quote(names[i])} holds it, but the index {instead}", tensor.Name);
                }

                tensors.Add(tensor.InRegion(i));
            }

            foreach ((string key, string value) in shards[i].Metadata)
            {
                metadata.TryAdd(key, value);
            }
        }

        // Every tensor found is named once; what is left over is missing.
        if (tensors.Count < map.Count)
        {
            string missing = map.Keys.Except(tensors.Select(tensor => tensor.Name), StringComparer.Ordinal).First();
            throw Malformed(path, $"the index says that file {ErrorText.Quote(map[missing])} holds it, but it does not", missing);
        }

        CheckpointRegion[] regions = [.. shards.Select(shard => shard.Regions[0])];
        return new CheckpointContents($"safetensors in {ErrorText.Count(names.Length, "file")}", tensors, regions, metadata);
    }

    private static CheckpointException Malformed(string path, string problem, string? tensor = null, Exception? inner = null) =>
        new(CheckpointFault.Malformed, path, problem, ErrorText.Damaged, tensor, inner);
}

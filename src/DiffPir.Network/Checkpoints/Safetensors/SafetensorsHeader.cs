using System.Text.Json;

namespace DiffPir.Network;

/// <summary>
/// Reads and checks the header of a safetensors file, which follows the <see cref="SafetensorsPrefix"/>: JSON of the form
/// <c>{"__metadata__": {"key": "text"}, "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...}</c>,
/// optionally padded with spaces at the end, then the data, which the tensors must cover without hole or overlap.
/// Everything in it is hostile until this class has accepted it; behind it nothing is checked again.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The key that holds the file's own remarks instead of a tensor.</summary>
    public const string MetadataKey = "__metadata__";

    /// <summary>Entries nest two deep; anything deeper is not of the format.</summary>
    private const int MaximumDepth = 8;

    /// <summary>The most dimensions that PyTorch and NumPy give a tensor.</summary>
    private const int MaximumRank = 64;

    private readonly string _path;
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CheckpointTensor> _byName = new(StringComparer.Ordinal);
    private readonly List<CheckpointTensor> _tensors = [];

    private SafetensorsHeader(string path) => _path = path;

    /// <summary>The file's own remarks.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The tensors in the order of the header.</summary>
    public IReadOnlyList<CheckpointTensor> Tensors => _tensors;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, CheckpointTensor> ByName => _byName;

    /// <summary>Where the data start, in bytes from the start of the file.</summary>
    public long DataStart { get; private set; }

    /// <summary>Parses the JSON and checks every entry, then that the tensors cover the data exactly.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">The header without its length.</param>
    /// <param name="fileLength">Length of the whole file.</param>
    /// <exception cref="CheckpointException">Any rule of the format is broken.</exception>
    public static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> json, long fileLength)
    {
        var header = new SafetensorsHeader(path) { DataStart = SafetensorsPrefix.Length + json.Length };
        try
        {
            header.ReadEntries(new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaximumDepth }));
        }
        catch (JsonException error)
        {
            throw header.Malformed($"the header is not valid JSON ({error.Message.TrimEnd('.')})", inner: error);
        }
        catch (InvalidOperationException error)
        {
            // What Utf8JsonReader.GetString throws for bytes that are not UTF-8.
            throw header.Malformed("the header holds text that is not valid UTF-8", inner: error);
        }

        header.CheckCoverage(fileLength - header.DataStart);
        return header;
    }

    private void ReadEntries(Utf8JsonReader json)
    {
        json.Read(); // the opening brace, seen by SafetensorsPrefix
        bool metadataSeen = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            json.Read();
            if (name == MetadataKey)
            {
                if (metadataSeen)
                {
                    throw Malformed($"the header has two {MetadataKey} entries");
                }

                metadataSeen = true;
                ReadMetadata(ref json);
                continue;
            }

            var tensor = ReadTensor(ref json, name);
            if (!_byName.TryAdd(name, tensor))
            {
                throw Malformed("two entries of the header have this name", name);
            }

            _tensors.Add(tensor);
        }

        json.Read(); // only spaces may follow the closing brace; anything else is a JsonException
    }

    private void ReadMetadata(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw Malformed($"{MetadataKey} must be an object of texts");
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string key = json.GetString()!;
            json.Read();
            if (json.TokenType != JsonTokenType.String)
            {
                throw Malformed($"{MetadataKey} {ErrorText.Quote(key)} must be a text");
            }

            if (!_metadata.TryAdd(key, json.GetString()!))
            {
                throw Malformed($"{MetadataKey} has two entries {ErrorText.Quote(key)}");
            }
        }
    }

    /// <summary>One tensor's object. Members that the format does not know are skipped, as its own reader does.</summary>
    private CheckpointTensor ReadTensor(ref Utf8JsonReader json, string name)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw Malformed("its entry in the header must be an object with dtype, shape and data_offsets", name);
        }

        ElementType? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string member = json.GetString()!;
            json.Read();
            bool repeated = member switch { "dtype" => type is not null, "shape" => shape is not null, "data_offsets" => offsets is not null, _ => false };
            if (repeated)
            {
                throw Malformed($"its entry in the header has two members {member}", name);
            }

            switch (member)
            {
                case "dtype": type = ReadType(ref json, name); break;
                case "shape": shape = ReadNumbers(ref json, name, member); break;
                case "data_offsets": offsets = ReadNumbers(ref json, name, member); break;
                default: json.Skip(); break;
            }
        }

        if (type is null || shape is null || offsets is null)
        {
            string missing = type is null ? "dtype" : shape is null ? "shape" : "data_offsets";
            throw Malformed($"its entry in the header has no {missing}", name);
        }

        return CheckSize(name, type.Value, shape, offsets);
    }

    private ElementType ReadType(ref Utf8JsonReader json, string name)
    {
        if (json.TokenType != JsonTokenType.String)
        {
            throw Malformed("its dtype must be a text", name);
        }

        string text = json.GetString()!;
        return ElementTypes.TryParse(text, out var type) ? type : throw Malformed($"its dtype {ErrorText.Quote(text)} is unknown", name);
    }

    private long[] ReadNumbers(ref Utf8JsonReader json, string name, string member)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw Malformed($"its {member} must be a list of whole numbers", name);
        }

        var numbers = new List<long>(4);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long number) || number < 0)
            {
                throw Malformed($"its {member} must be a list of whole numbers from 0 to 2^63 - 1", name);
            }

            numbers.Add(number);
            if (numbers.Count > MaximumRank)
            {
                throw Malformed($"its {member} has more than {MaximumRank} numbers", name);
            }
        }

        return [.. numbers];
    }

    private CheckpointTensor CheckSize(string name, ElementType type, long[] shape, long[] offsets)
    {
        if (offsets.Length != 2 || offsets[0] > offsets[1])
        {
            throw Malformed($"its data_offsets must be a begin and an end not before it, found {string.Join(", ", offsets.Take(4))}", name);
        }

        long bits = type.Bits();
        foreach (long side in shape)
        {
            if (side != 0 && bits > long.MaxValue / side)
            {
                throw Malformed($"its size overflows: shape {ErrorText.Shape(shape)} of {type.Name()}", name);
            }

            bits *= side;
        }

        if (bits % 8 != 0 || bits / 8 != offsets[1] - offsets[0])
        {
            throw Malformed(
                $"shape {ErrorText.Shape(shape)} of {type.Name()} takes {bits} bits, but data_offsets {offsets[0]}, {offsets[1]} "
                + $"hold {offsets[1] - offsets[0]} bytes", name);
        }

        return new CheckpointTensor(name, type, shape, offsets[0], offsets[1]);
    }

    private void CheckCoverage(long dataLength)
    {
        long covered = 0;
        foreach (var tensor in _tensors.OrderBy(tensor => tensor.Begin).ThenBy(tensor => tensor.End))
        {
            if (tensor.Begin != covered)
            {
                string fault = tensor.Begin < covered ? "overlap those of another tensor" : "leave a hole before them";
                throw Malformed($"its data, bytes {tensor.Begin} to {tensor.End}, {fault}: expected begin {covered}", tensor.Name);
            }

            covered = tensor.End;
        }

        if (covered > dataLength)
        {
            throw new CheckpointException(
                CheckpointFault.Malformed, _path, $"the tensors take {covered} bytes, but only {Math.Max(dataLength, 0)} follow the header",
                ErrorText.Truncated);
        }

        if (covered < dataLength)
        {
            throw Malformed($"the tensors take {covered} bytes, but {dataLength} follow the header");
        }
    }

    private CheckpointException Malformed(string problem, string? tensor = null, Exception? inner = null) =>
        new(CheckpointFault.Malformed, _path, problem, ErrorText.Damaged, tensor, inner);
}

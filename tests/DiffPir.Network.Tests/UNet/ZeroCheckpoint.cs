using System.Text.Json;

namespace DiffPir.Network.Tests;

/// <summary>Checkpoints of the right names and shapes whose data are a hole in the file: the size of any network at the price of its header.</summary>
internal static class ZeroCheckpoint
{
    /// <summary>Writes a checkpoint of half-precision zeros.</summary>
    public static void Write(string path, IEnumerable<(string Name, long[] Shape)> listing, params (string Key, string Value)[] metadata) =>
        Write(path, listing.Select(entry => (entry.Name, entry.Shape, ElementType.F16)), metadata);

    /// <summary>Writes a checkpoint of zeros.</summary>
    public static void Write(string path, IEnumerable<(string Name, long[] Shape, ElementType Type)> listing, params (string Key, string Value)[] metadata)
    {
        var header = new Dictionary<string, object>();
        if (metadata.Length > 0)
        {
            header.Add("__metadata__", metadata.ToDictionary(entry => entry.Key, entry => entry.Value));
        }

        long end = 0;
        foreach ((string name, long[] shape, var type) in listing)
        {
            long begin = end;
            end += shape.Aggregate((long)type.Bits() / 8, (product, side) => product * side);
            header.Add(name, new { dtype = type.Name(), shape, data_offsets = new[] { begin, end } });
        }

        byte[] bytes = RawFile.Safetensors(JsonSerializer.Serialize(header), 0);
        using var stream = File.Create(path);
        stream.Write(bytes);
        stream.SetLength(bytes.Length + end);
    }
}

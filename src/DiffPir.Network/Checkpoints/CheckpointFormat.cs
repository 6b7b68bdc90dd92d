namespace DiffPir.Network;

/// <summary>Tells a file's format by its contents and has it read.</summary>
internal static class CheckpointFormat
{
    /// <summary>Enough to recognise a format by.</summary>
    private const int SniffLength = 64;

    /// <summary>Opens, maps and checks a file. The caller becomes an owner of every file in the result.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file cannot be read, is of no known format, or breaks a rule of its format.</exception>
    public static CheckpointContents Read(string path) => Read(MappedFile.Open(path));

    /// <summary>Checks a mapped file and takes ownership of it.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static CheckpointContents Read(MappedFile file)
    {
        try
        {
            using var bytes = file.Pin();
            var start = bytes.Slice(0, (int)Math.Min(file.Length, SniffLength));
            if (SafetensorsPrefix.IsPlausible(start))
            {
                return Safetensors(file);
            }

            if (start.StartsWith("PK\x03\x04"u8))
            {
                return TorchArchive.Read(file);
            }

            if (ForeignFormat.IsPickle(start))
            {
                return TorchLegacyFile.Read(file);
            }

            if (ShardIndex.IsIndex(file.Path, start))
            {
                var shards = ShardIndex.Read(file);
                file.Release(); // the index has been read; the tensors are in other files
                return shards;
            }

            return Safetensors(file); // to say what is wrong with it
        }
        catch
        {
            file.Release();
            throw;
        }
    }

    /// <summary>Reads one safetensors file.</summary>
    public static CheckpointContents Safetensors(MappedFile file)
    {
        using var bytes = file.Pin();
        var start = bytes.Slice(0, (int)Math.Min(file.Length, SniffLength));
        int headerLength = SafetensorsPrefix.Read(file.Path, start, file.Length);
        var header = SafetensorsHeader.Parse(file.Path, bytes.Slice(SafetensorsPrefix.Length, headerLength), file.Length);
        var data = new CheckpointRegion(file, header.DataStart, file.Length - header.DataStart);
        return new CheckpointContents("safetensors", header.Tensors, [data], header.Metadata);
    }
}

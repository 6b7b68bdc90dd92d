namespace DiffPir.Network;

/// <summary>
/// Reads the zip archives that PyTorch writes since version 1.6: in one folder of any name, the entry <c>data.pkl</c> describes tensors,
/// and
/// <c>data/KEY</c> holds each storage's elements, little endian.
/// </summary>
internal static class TorchArchive
{
    private const string Description = "/data.pkl";

    /// <summary>
    /// Reads and checks the description; storages are checked for their size, and for their checksum when they are first read.
    /// </summary>
    /// <exception cref="CheckpointException">Any rule is broken, or the file asks for more than data.</exception>
    public static CheckpointContents Read(MappedFile file)
    {
        var directory = ZipDirectory.Read(file);
        var description = FindDescription(file.Path, directory);
        string folder = description.Name[..^Description.Length];
        RequireLittleEndian(file, directory, folder);

        var factory = new TorchFactory();
        object? root = ReadDescription(file, description, factory);
        var regions = new List<CheckpointRegion>();
        var indices = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var storage in factory.Storages.Values)
        {
            indices.Add(storage.Key, regions.Count);
            regions.Add(FindStorage(file, directory, folder, storage));
        }

        return TorchStateDict.Find(file.Path, root, key => indices[key]).ToContents("PyTorch archive", regions);
    }

    private static ZipEntry FindDescription(string path, ZipDirectory directory)
    {
        ZipEntry[] found = [.. directory.Entries.Values.Where(entry =>
            entry.Name.EndsWith(Description, StringComparison.Ordinal) && !entry.Name.AsSpan(..^Description.Length).Contains('/'))];
        string count = found.Length == 0 ? "no" : "more than one";
        return found.Length == 1
            ? found[0]
            : throw Malformed(
                path, $"the zip archive has {count} entry FOLDER{Description}, as PyTorch's model files have",
                "Pass a model file that torch.save wrote, not an archive around it");
    }

    private static void RequireLittleEndian(MappedFile file, ZipDirectory directory, string folder)
    {
        if (directory.Entries.TryGetValue($"{folder}/byteorder", out var order))
        {
            using var bytes = file.Pin();
            if (!bytes.Slice(order.Offset, (int)Math.Min(order.Length, 64)).SequenceEqual("little"u8))
            {
                throw Malformed(
                    file.Path, $"entry {ErrorText.Quote(order.Name)} says that numbers are not little endian, which is not supported",
                    "Save the model again on a little-endian machine");
            }
        }
    }

    private static object? ReadDescription(MappedFile file, ZipEntry entry, TorchFactory factory)
    {
        string name = $"entry {ErrorText.Quote(entry.Name)}";
        if (entry.Length > PickleReader.MaximumLength)
        {
            throw Malformed(file.Path, $"{name} takes {entry.Length} bytes, at most {PickleReader.MaximumLength} are accepted");
        }

        new CheckpointRegion(file, entry.Offset, entry.Length, entry.Name, entry.Checksum).RequireIntact(tensor: null);
        using var bytes = file.Pin();
        int position = 0;
        return PickleReader.Read(bytes.Slice(entry.Offset, (int)entry.Length), ref position, new PickleSource(file.Path, name, new PickleBudget()), factory);
    }

    private static CheckpointRegion FindStorage(MappedFile file, ZipDirectory directory, string folder, TorchStorage storage)
    {
        string name = $"{folder}/data/{storage.Key}";
        if (!directory.Entries.TryGetValue(name, out var entry))
        {
            throw Malformed(file.Path, $"the zip archive has no entry {ErrorText.Quote(name)}, which a tensor needs");
        }

        int size = storage.Type.Bits() / 8;
        return entry.Length % size == 0 && entry.Length / size == storage.Count
            ? new CheckpointRegion(file, entry.Offset, entry.Length, entry.Name, entry.Checksum)
            : throw Malformed(
                file.Path,
                $"entry {ErrorText.Quote(name)} holds {entry.Length} bytes, expected {storage.Count} elements of {storage.Type.Name()}");
    }

    private static CheckpointException Malformed(string path, string problem, string remedy = ErrorText.Damaged) =>
        new(CheckpointFault.Malformed, path, problem, remedy);
}

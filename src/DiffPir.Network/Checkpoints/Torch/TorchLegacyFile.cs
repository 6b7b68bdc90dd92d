using System.Buffers.Binary;
using System.Numerics;

namespace DiffPir.Network;

/// <summary>
/// Reads what PyTorch wrote before version 1.6, and still does on demand: five pickles (a mark, the format's version, the machine, the
/// description of tensors, the keys of all storages), then for each key in that order an element count in 8 bytes and the elements.
/// </summary>
internal static class TorchLegacyFile
{
    private const long Version = 1001;

    private static readonly BigInteger Mark = new([0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]);

    /// <summary>Reads and checks the description and the places of all storages.</summary>
    /// <exception cref="CheckpointException">Any rule is broken, or the file asks for more than data.</exception>
    public static CheckpointContents Read(MappedFile file)
    {
        using var bytes = file.Pin();
        var data = bytes.Slice(0, (int)Math.Min(file.Length, PickleReader.MaximumLength));
        var factory = new TorchFactory();
        var budget = new PickleBudget();
        int position = 0;
        if (ReadPickle(file, data, ref position, "the mark", new TorchFactory(), budget) is not BigInteger mark || mark != Mark)
        {
            throw Malformed(file.Path, "is a Python pickle, but not a model that PyTorch saved", "Pass a model file that torch.save wrote");
        }

        RequireVersion(file, data, ref position, budget);
        object? root = ReadPickle(file, data, ref position, "the description of tensors", factory, budget);
        object? keys = ReadPickle(file, data, ref position, "the keys of storages", new TorchFactory(), budget);
        var indices = Index(file.Path, keys, factory);
        var regions = new CheckpointRegion[indices.Count];
        long next = position;
        foreach ((string key, int index) in indices.OrderBy(pair => pair.Value))
        {
            regions[index] = PlaceStorage(file, bytes, factory.Storages[key], ref next);
        }

        return TorchStateDict.Find(file.Path, root, key => indices[key]).ToContents("PyTorch file (before version 1.6)", regions);
    }

    private static object? ReadPickle(
        MappedFile file, ReadOnlySpan<byte> data, ref int position, string what, TorchFactory factory, PickleBudget budget) =>
        PickleReader.Read(data, ref position, new PickleSource(file.Path, $"the pickle of {what}", budget), factory);

    private static void RequireVersion(MappedFile file, ReadOnlySpan<byte> data, ref int position, PickleBudget budget)
    {
        object? version = ReadPickle(file, data, ref position, "the format's version", new TorchFactory(), budget);
        var machine = ReadPickle(file, data, ref position, "the machine", new TorchFactory(), budget) as PickleDictionary;
        if (version is not Version || machine is null)
        {
            throw Malformed(file.Path, $"the PyTorch file is not of version {Version}, the only one known");
        }

        if (machine.TryGet("little_endian", out object? little) && little is not true)
        {
            throw Malformed(
                file.Path, "the PyTorch file says that its numbers are not little endian, which is not supported",
                "Save the model again on a little-endian machine");
        }
    }

    /// <summary>
    /// The place of every storage in the list of keys, in the list's order; exactly the storages that tensors need are listed.
    /// </summary>
    private static Dictionary<string, int> Index(string path, object? keys, TorchFactory factory)
    {
        var indices = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (object? key in keys as List<object?> ?? [])
        {
            if (key is not string name || !factory.Storages.ContainsKey(name) || !indices.TryAdd(name, indices.Count))
            {
                throw Malformed(path, "the keys of storages hold one twice, or one that no tensor needs");
            }
        }

        return indices.Count == factory.Storages.Count
            ? indices
            : throw Malformed(path, $"the file lists {indices.Count} storages, its tensors need {factory.Storages.Count}");
    }

    private static CheckpointRegion PlaceStorage(MappedFile file, MappedFile.Bytes bytes, TorchStorage storage, ref long next)
    {
        int size = storage.Type.Bits() / 8;
        long left = file.Length - next - sizeof(long);
        long count = left >= 0 ? BinaryPrimitives.ReadInt64LittleEndian(bytes.Slice(next, sizeof(long))) : 0;
        if (left < 0 || count > left / size)
        {
            throw Malformed(
                file.Path,
                $"storage {ErrorText.Quote(storage.Key)} at byte {next} takes {storage.Count} elements of {storage.Type.Name()}, "
                + $"but the file ends at byte {file.Length}",
                ErrorText.Truncated);
        }

        if (count != storage.Count)
        {
            throw Malformed(
                file.Path, $"storage {ErrorText.Quote(storage.Key)} at byte {next} has {count} elements, expected {storage.Count}");
        }

        var region = new CheckpointRegion(file, next + sizeof(long), count * size);
        next += sizeof(long) + region.Length;
        return region;
    }

    private static CheckpointException Malformed(string path, string problem, string remedy = ErrorText.Damaged) =>
        new(CheckpointFault.Malformed, path, problem, remedy);
}

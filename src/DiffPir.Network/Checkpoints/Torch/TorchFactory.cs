namespace DiffPir.Network;

/// <summary>
/// Makes storages and tensors of what a pickle says about them, and remembers the storages. A tensor is checked against the storage's
/// announced size here; whoever knows the file checks that size against the bytes present.
/// </summary>
internal sealed class TorchFactory
{
    /// <summary>The most dimensions that PyTorch gives a tensor.</summary>
    private const int MaximumRank = 64;

    private readonly Dictionary<string, TorchStorage> _storages = new(StringComparer.Ordinal);

    /// <summary>Every storage that was named, as a whole, by its key.</summary>
    public IReadOnlyDictionary<string, TorchStorage> Storages => _storages;

    /// <summary>
    /// The storage of a persistent id ("storage", type, key, location, count), in old files with a sixth member: null, or (key, offset,
    /// count) of a part of it.
    /// </summary>
    public TorchStorage CreateStorage(object?[]? id, PickleSource source, int at)
    {
        if (id is not ["storage", TorchGlobal.Storage { Type: var type }, string key, string, long count and >= 0, ..] || id.Length > 6)
        {
            throw source.Malformed("a persistent id that does not describe a storage of a known type", at);
        }

        if (key.Length > PickleBudget.LongestName)
        {
            throw source.Malformed($"a storage's name has {key.Length} characters, at most {PickleBudget.LongestName} are accepted", at);
        }

        var whole = new TorchStorage(key, type, count, 0, count);
        if (!_storages.TryAdd(key, whole) && _storages[key] != whole)
        {
            throw source.Malformed($"storage {ErrorText.Quote(key)} has two types or sizes", at);
        }

        return id.ElementAtOrDefault(5) switch
        {
            null => whole,
            object?[] and [_, long offset and >= 0, long part and >= 0] when offset <= count && part <= count - offset =>
                whole with { ViewOffset = offset, ViewCount = part },
            _ => throw source.Malformed($"a part of storage {ErrorText.Quote(key)} that does not lie in it", at),
        };
    }

    /// <summary>What a call of an allowed function returns.</summary>
    public static object Call(TorchGlobal function, object?[] arguments, PickleSource source, int at) => (function, arguments) switch
    {
        (TorchGlobal.Foreign foreign, _) => new PickleObject(foreign.Name),
        (TorchGlobal.OrderedDictionary, []) => new PickleDictionary(),
        (TorchGlobal.OrderedDictionary, [List<object?> pairs]) => Dictionary(pairs, source, at),
        (TorchGlobal.Tensor { Versioned: false }, [TorchStorage storage, long offset, object?[] shape, object?[] strides]) =>
            CreateTensor(storage, offset, shape, strides, source, at),
        (TorchGlobal.Tensor { Versioned: true }, [TorchStorage storage, long offset, object?[] shape, object?[] strides, bool, ..]) =>
            CreateTensor(storage, offset, shape, strides, source, at),
        (TorchGlobal.Parameter, [TorchTensor tensor, bool, ..]) => tensor,
        (TorchGlobal.Size, [object?[] sides]) => sides,
        _ => throw source.Malformed("a function is called with other arguments than PyTorch writes", at),
    };

    /// <summary>Python 2 writes an ordered dictionary as a list of pairs.</summary>
    private static PickleDictionary Dictionary(List<object?> pairs, PickleSource source, int at)
    {
        source.Take(2L * pairs.Count, at);
        var dictionary = new PickleDictionary();
        foreach (object? pair in pairs)
        {
            (object? key, object? value) = pair switch
            {
                List<object?> and [var k, var v] => (k, v),
                object?[] and [var k, var v] => (k, v),
                _ => throw source.Malformed("a dictionary is made of what is not a list of pairs", at),
            };
            dictionary.Add(key, value);
        }

        return dictionary;
    }

    private static TorchTensor CreateTensor(
        TorchStorage storage, long offset, object?[] shape, object?[] strides, PickleSource source, int at)
    {
        if (shape.Length > MaximumRank || strides.Length != shape.Length || offset < 0
            || !shape.Concat(strides).All(number => number is long and >= 0))
        {
            throw source.Malformed(
                $"a tensor's sides and strides must be equally many whole numbers from 0 on, at most {MaximumRank}, its offset not negative", at);
        }

        source.Take(shape.Length + strides.Length, at);
        long[] sides = [.. shape.Cast<long>()], steps = [.. strides.Cast<long>()];
        (long count, long last) = Extent(sides, steps);
        if (count > storage.ViewCount || (count > 0 && (last >= storage.ViewCount || offset >= storage.ViewCount - last)))
        {
            throw source.Malformed(
                $"a tensor of shape {ErrorText.Shape(sides)} with strides {ErrorText.Shape(steps)} from element {offset} on does not fit into "
                + $"the {storage.ViewCount} elements of storage {ErrorText.Quote(storage.Key)}", at);
        }

        return new TorchTensor(storage, offset, sides, IsContiguous(sides, steps) ? null : steps);
    }

    /// <summary>The number of elements and the position of the last one; the largest number where either is beyond it.</summary>
    private static (long Count, long Last) Extent(long[] sides, long[] steps)
    {
        if (sides.Contains(0))
        {
            return (0, 0);
        }

        Int128 count = 1, last = 0;
        for (int i = 0; i < sides.Length; i++)
        {
            count = Int128.Min(count * sides[i], long.MaxValue);
            last = Int128.Min(last + ((Int128)(sides[i] - 1) * steps[i]), long.MaxValue);
        }

        return ((long)count, (long)last);
    }

    private static bool IsContiguous(long[] sides, long[] steps)
    {
        long expected = 1;
        for (int i = sides.Length - 1; i >= 0; i--)
        {
            if (sides[i] != 1 && steps[i] != expected && !sides.Contains(0))
            {
                return false;
            }

            expected *= sides[i];
        }

        return true;
    }
}

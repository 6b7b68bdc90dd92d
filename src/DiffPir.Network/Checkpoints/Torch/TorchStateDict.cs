namespace DiffPir.Network;

/// <summary>
/// Finds the named tensors in what a PyTorch file holds: a dictionary of tensors, or one inside of a training checkpoint.
/// </summary>
internal sealed record TorchStateDict(IReadOnlyList<CheckpointTensor> Tensors, IReadOnlyList<string> Nesting)
{
    /// <summary>Dictionaries inside of each other that are looked into.</summary>
    private const int MaximumNesting = 4;

    /// <summary>
    /// Where training programs keep the weights, best first: an average of the weights over the training is what a model is used with.
    /// </summary>
    private static readonly string[] Nests = ["ema", "params_ema", "ema_state_dict", "model_ema", "ema_model", "state_dict", "model_state_dict", "model",
        "params"];

    /// <summary>What wrappers of a whole model, and training programs of which it is a part, put in front of every name.</summary>
    private static readonly string[] Wrappers = ["module.", "_orig_mod.", "model."];

    /// <summary>Finds the tensors and places them in the file.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="root">The value of the pickle.</param>
    /// <param name="regionOf">The region that holds a storage's data.</param>
    /// <exception cref="CheckpointException">There are none, or two have one name.</exception>
    public static TorchStateDict Find(string path, object? root, Func<string, int> regionOf)
    {
        var (nesting, dictionary) = TorchNetworkSearch.Find(root, Nests) ?? Descend(path, root);

        (string Name, TorchTensor Tensor)[] entries =
        [
            .. from entry in dictionary.Entries
               where entry is (string, TorchTensor)
               select ((string)entry.Key!, (TorchTensor)entry.Value!),
        ];
        if (entries.Length == 0)
        {
            var keys = dictionary.Entries.Select(entry => entry.Key).OfType<string>().Take(5).Select(ErrorText.Quote);
            string count = ErrorText.Count(dictionary.Entries.Count, "entry", "entries");
            throw NoTensors(path, $"its dictionary has {count} ({string.Join(", ", keys)}), none of them a tensor");
        }

        RequireNames(path, entries.Select(entry => entry.Name));
        int prefix = PrefixLength(entries);
        return new TorchStateDict(
            [.. entries.Select(entry => Place(entry.Name[prefix..], entry.Tensor, regionOf(entry.Tensor.Storage.Key)))], nesting);
    }

    /// <summary>The contents of a file of which these are all tensors.</summary>
    /// <param name="format">The file's format.</param>
    /// <param name="regions">What the tensors' regions count.</param>
    public CheckpointContents ToContents(string format, IReadOnlyList<CheckpointRegion> regions)
    {
        string nest = Nesting.Count > 0 ? $", entry {ErrorText.Quote(string.Join('.', Nesting))}" : "";
        return new CheckpointContents(format + nest, Tensors, regions, new Dictionary<string, string>());
    }

    /// <summary>Where no known network is found, what lies where weights usually lie, to say what it is.</summary>
    private static (string[] Nesting, PickleDictionary Dictionary) Descend(string path, object? root)
    {
        var nesting = new List<string>();
        var dictionary = root as PickleDictionary ?? LastOfList(root) ?? throw NoTensors(path, $"it holds {Describe(root)}");
        while (nesting.Count < MaximumNesting && FindNest(dictionary) is var (name, inner))
        {
            nesting.Add(name);
            dictionary = inner;
        }

        return ([.. nesting], dictionary);
    }

    /// <summary>
    /// Of a list, the last dictionary with tensors: programs that save weights, optimizer, counters and averaged weights put the average last.
    /// </summary>
    private static PickleDictionary? LastOfList(object? root) => (root as List<object?>)?.OfType<PickleDictionary>()
        .LastOrDefault(static dictionary => dictionary.Entries.Any(static entry => entry is (string, TorchTensor)));

    private static (string Name, PickleDictionary Inner)? FindNest(PickleDictionary dictionary)
    {
        foreach (string name in Nests)
        {
            if (dictionary.TryGet(name, out object? value) && value is PickleDictionary inner)
            {
                return (name, inner);
            }
        }

        return null;
    }

    /// <summary>Names that are all different cannot be longer together than the file; only these are looked at closer.</summary>
    private static void RequireNames(string path, IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            string? problem = name.Length > PickleBudget.LongestName
                ? $"its name has {name.Length} characters, at most {PickleBudget.LongestName} are accepted"
                : seen.Add(name) ? null : "two entries of the dictionary have this name";
            if (problem is not null)
            {
                throw new CheckpointException(CheckpointFault.Malformed, path, problem, ErrorText.Damaged, name);
            }
        }
    }

    private static int PrefixLength((string Name, TorchTensor Tensor)[] entries)
    {
        int length = 0;
        while (Wrappers.FirstOrDefault(isInFrontOfAll) is { } wrapper)
        {
            length += wrapper.Length;
        }

        return length;

        bool isInFrontOfAll(string wrapper) => entries.All(entry => entry.Name.AsSpan(length).StartsWith(wrapper, StringComparison.Ordinal));
    }

    private static CheckpointTensor Place(string name, TorchTensor tensor, int region)
    {
        var storage = tensor.Storage;
        int size = storage.Type.Bits() / 8;
        long extent = tensor.Shape.Contains(0) ? 0 : 1;
        for (int i = 0; i < tensor.Shape.Length && extent > 0; i++)
        {
            extent = tensor.Strides is null ? extent * tensor.Shape[i] : extent + ((tensor.Shape[i] - 1) * tensor.Strides[i]);
        }

        long first = extent > 0 ? storage.ViewOffset + tensor.Offset : 0;
        return new CheckpointTensor(name, storage.Type, tensor.Shape, first * size, (first + extent) * size, region, tensor.Strides);
    }

    private static string Describe(object? value) => value switch
    {
        TorchTensor tensor => $"one tensor of shape {ErrorText.Shape(tensor.Shape)} without a name",
        List<object?> list => $"a list of {list.Count} values",
        object?[] tuple => $"a tuple of {tuple.Length} values",
        PickleObject thing => $"an object of class {ErrorText.Quote(thing.Class)}",
        _ => "a single value",
    };

    private static CheckpointException NoTensors(string path, string found) => new(
        CheckpointFault.WrongModel, path, $"the file holds no dictionary of tensors: {found}",
        "In PyTorch, save the weights with torch.save(model.state_dict(), 'model.pt')");
}

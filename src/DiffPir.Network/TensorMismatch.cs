namespace DiffPir.Network;

/// <summary>Says in which way a checkpoint is not the network it should be, with a few examples.</summary>
internal static class TensorMismatch
{
    private const int Examples = 3;

    /// <summary>Compares every tensor with what a network needs.</summary>
    /// <param name="checkpoint">The checkpoint; no data are read.</param>
    /// <param name="expected">Names and shapes of exactly the tensors it must have.</param>
    /// <param name="network">The network with its article, for the message.</param>
    /// <param name="remedy">What the user can do.</param>
    /// <exception cref="CheckpointException">
    /// A tensor is missing, unexpected, of another shape, or of a type that weights cannot have.
    /// </exception>
    public static void ThrowIfAny(Checkpoint checkpoint, IEnumerable<(string Name, long[] Shape)> expected, string network, string remedy)
    {
        List<string> missing = [], shapes = [], types = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach ((string name, long[] shape) in expected)
        {
            names.Add(name);
            if (!checkpoint.TryFind(name, out var tensor))
            {
                missing.Add(name);
            }
            else if (!tensor.Shape.SequenceEqual(shape))
            {
                shapes.Add($"{ErrorText.Quote(name)}: expected {ErrorText.Shape(shape)}, found {ErrorText.Shape(tensor.Shape)}");
            }
            else if (!tensor.Type.IsWeight())
            {
                types.Add($"{ErrorText.Quote(name)}: {tensor.Type.Name()}");
            }
        }

        string[] unexpected = [.. checkpoint.Tensors.Select(tensor => tensor.Name).Where(name => !names.Contains(name))];
        string[] faults = [.. Faults(missing, unexpected, shapes, types)];
        if (faults.Length > 0)
        {
            throw new CheckpointException(
                CheckpointFault.WrongModel, checkpoint.FilePath, $"its tensors are almost {network}, but not quite: {string.Join("; ", faults)}", remedy);
        }
    }

    /// <summary>For each kind of fault that there is, how many tensors have it and which are the first.</summary>
    public static IEnumerable<string> Faults(
        IReadOnlyList<string> missing, IReadOnlyList<string> unexpected, IReadOnlyList<string> shapes, IReadOnlyList<string> types)
    {
        (IReadOnlyList<string> Entries, string What)[] groups =
        [
            ([.. missing.Select(ErrorText.Quote)], "missing"),
            ([.. unexpected.Select(ErrorText.Quote)], "unexpected"),
            (shapes, "of another shape"),
            (types, "of a type other than F16, BF16, F32 and F64"),
        ];
        return groups.Where(group => group.Entries.Count > 0).Select(group =>
            $"{ErrorText.Count(group.Entries.Count, "tensor")} {group.What} ({string.Join(", ", group.Entries.Take(Examples))}"
            + $"{(group.Entries.Count > Examples ? ", ..." : "")})");
    }

    /// <summary>A side of a tensor's shape that describes a network.</summary>
    /// <exception cref="CheckpointException">There is no such tensor, or its shape makes no sense.</exception>
    public static int Side(Checkpoint checkpoint, string name, int index, int rank, string remedy)
    {
        var shape = checkpoint.Find(name).Shape;
        if (shape.Length != rank || shape[index] is < 1 or > int.MaxValue / 16)
        {
            throw new CheckpointException(
                CheckpointFault.WrongModel, checkpoint.FilePath, $"expected {rank} dimensions of sensible size, found shape {ErrorText.Shape(shape)}",
                remedy, name);
        }

        return (int)shape[index];
    }
}

namespace DiffPir.Network;

/// <summary>Says in which way a checkpoint is not the UNet it should be, with a few examples.</summary>
internal static class UNetMismatch
{
    /// <summary>What to do about a checkpoint of another architecture.</summary>
    public const string Remedy = "Pass an unconditional guided-diffusion UNet as safetensors";

    private const int Examples = 3;

    private static readonly string[] Parts = ["time_embed.", "input_blocks.", "middle_block.", "output_blocks.", "out."];

    /// <summary>The error for a checkpoint that lacks what every UNet has.</summary>
    public static CheckpointException AnotherArchitecture(Checkpoint checkpoint, IReadOnlyList<string> missing)
    {
        string[] unexpected =
            [.. checkpoint.Tensors.Select(tensor => tensor.Name).Where(name => !Parts.Any(part => name.StartsWith(part, StringComparison.Ordinal)))];
        (string kind, string remedy) = Recognise(checkpoint);
        string problem = string.Join(", ", Faults(missing, unexpected, [], []));
        return new CheckpointException(CheckpointFault.WrongModel, checkpoint.FilePath, $"not a guided-diffusion UNet{kind}: {problem}", remedy);
    }

    /// <summary>Compares every tensor with what the network needs.</summary>
    /// <exception cref="CheckpointException">A tensor is missing, unexpected, of another shape, or of a type that is none of weights.</exception>
    public static void ThrowIfAny(Checkpoint checkpoint, UNetLayout layout)
    {
        List<string> missing = [], shapes = [], types = [];
        HashSet<string> expected = new(StringComparer.Ordinal);
        foreach ((string name, long[] shape) in layout.Parameters())
        {
            expected.Add(name);
            if (!checkpoint.TryFind(name, out CheckpointTensor? tensor))
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

        string[] unexpected = [.. checkpoint.Tensors.Select(tensor => tensor.Name).Where(name => !expected.Contains(name))];
        string[] faults = [.. Faults(missing, unexpected, shapes, types)];
        if (faults.Length > 0)
        {
            throw new CheckpointException(
                CheckpointFault.WrongModel, checkpoint.FilePath,
                $"its tensors are almost a guided-diffusion UNet, but not quite: {string.Join("; ", faults)}", Remedy);
        }
    }

    private static IEnumerable<string> Faults(
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

    /// <summary>Names other models a user may have at hand.</summary>
    private static (string Kind, string Remedy) Recognise(Checkpoint checkpoint)
    {
        const string probe = "time_embed.0.weight";
        string? prefixed = checkpoint.Tensors.Select(tensor => tensor.Name).FirstOrDefault(name => name.EndsWith($".{probe}", StringComparison.Ordinal));
        if (prefixed is not null)
        {
            string prefix = ErrorText.Quote(prefixed[..^probe.Length]);
            return ($", or one whose names carry the prefix {prefix}", $"Export the inner model, without the prefix {prefix}");
        }

        if (checkpoint.TryFind("conv_in.weight", out _) && checkpoint.TryFind("time_embedding.linear_1.weight", out _))
        {
            return (" but one of the diffusers library, which is not supported yet", Remedy);
        }

        return checkpoint.TryFind("m_head.weight", out _) ? (" but a DRUNet denoiser, which is not supported yet", Remedy) : ("", Remedy);
    }
}

namespace DiffPir.Network;

/// <summary>Says why a checkpoint is no guided-diffusion UNet at all.</summary>
internal static class UNetMismatch
{
    private static readonly string[] Parts = ["time_embed.", "label_emb.", "input_blocks.", "middle_block.", "output_blocks.", "out."];

    /// <summary>The error for a checkpoint that lacks what every UNet has.</summary>
    public static CheckpointException AnotherArchitecture(Checkpoint checkpoint, IReadOnlyList<string> missing)
    {
        string[] unexpected =
            [.. checkpoint.Tensors.Select(tensor => tensor.Name).Where(name => !Parts.Any(part => name.StartsWith(part, StringComparison.Ordinal)))];
        (string kind, string remedy) = Recognise(checkpoint);
        string problem = string.Join(", ", TensorMismatch.Faults(missing, unexpected, [], []));
        return new CheckpointException(CheckpointFault.WrongModel, checkpoint.FilePath, $"not a guided-diffusion UNet{kind}: {problem}", remedy);
    }

    /// <summary>Names other models a user may have at hand.</summary>
    private static (string Kind, string Remedy) Recognise(Checkpoint checkpoint)
    {
        string probe = NetworkMark.GuidedDiffusion.First;
        string? prefixed = checkpoint.Tensors.Select(tensor => tensor.Name).FirstOrDefault(name => name.EndsWith($".{probe}", StringComparison.Ordinal));
        if (prefixed is not null)
        {
            string prefix = ErrorText.Quote(prefixed[..^probe.Length]);
            return ($", or one whose names carry the prefix {prefix}", $"Export the inner model, without the prefix {prefix}");
        }

        return (NetworkMark.Of(checkpoint) is { } other && other != NetworkMark.GuidedDiffusion ? $" but {other.Title}" : "", NetworkMark.Remedy);
    }
}

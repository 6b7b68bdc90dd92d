namespace DiffPir.Network;

/// <summary>What a reader of any format makes of a file: checked descriptions of tensors, and where their data lie.</summary>
/// <param name="Format">The format, for people.</param>
/// <param name="Tensors">Every tensor, in the file's order; names are unique.</param>
/// <param name="Regions">What <see cref="CheckpointTensor.Region"/> counts.</param>
/// <param name="Metadata">The file's own remarks.</param>
internal sealed record CheckpointContents(
    string Format,
    IReadOnlyList<CheckpointTensor> Tensors,
    IReadOnlyList<CheckpointRegion> Regions,
    IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>
    /// The same with the names of a known network as the network gives them, and without what lies beside it, where all its names have the same
    /// words in front.
    /// </summary>
    public CheckpointContents Unwrapped() => NetworkMark.FindPrefix([.. Tensors.Select(tensor => tensor.Name)]) is { Length: > 0 } prefix
        ? new CheckpointContents(
            $"{Format}, names behind {ErrorText.Quote(prefix)}",
            [
                .. Tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
                    .Select(tensor => tensor.Renamed(tensor.Name[prefix.Length..])),
            ],
            Regions,
            Metadata)
        : this;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, CheckpointTensor> ByName { get; } = Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);

    /// <summary>The files behind it, each once. A checkpoint is an owner of each.</summary>
    public IReadOnlyList<MappedFile> Files { get; } = [.. Regions.Select(region => region.File).Distinct()];
}

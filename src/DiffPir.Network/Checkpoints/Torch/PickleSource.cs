namespace DiffPir.Network;

/// <summary>Names the pickle that is being read in the errors about it.</summary>
/// <param name="path">The file.</param>
/// <param name="name">The pickle, for example an entry of an archive.</param>
internal sealed class PickleSource(string path, string name)
{
    private const string KeepWeightsOnly =
        "Only tensors in dictionaries are read, nothing is executed: "
        + "in PyTorch, save the weights alone with torch.save(model.state_dict(), 'model.pt')";

    /// <summary>The error for a pickle that breaks a rule.</summary>
    public CheckpointException Malformed(string problem, int position, string? tensor = null, Exception? inner = null) =>
        new(CheckpointFault.Malformed, path, $"{name}, byte {position}: {problem}", ErrorText.Damaged, tensor, inner);

    /// <summary>The error for a pickle that is sound, but holds more than data.</summary>
    public CheckpointException NotData(string problem, int position) =>
        new(CheckpointFault.Malformed, path, $"{name}, byte {position}: {problem}", KeepWeightsOnly);
}

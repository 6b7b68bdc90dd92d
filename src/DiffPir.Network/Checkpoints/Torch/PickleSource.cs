namespace DiffPir.Network;

/// <summary>Names the pickle that is being read in the errors about it, and keeps it within its file's budget.</summary>
/// <param name="path">The file.</param>
/// <param name="name">The pickle, for example an entry of an archive.</param>
/// <param name="budget">What the pickles of the file may still take.</param>
internal sealed class PickleSource(string path, string name, PickleBudget budget)
{
    private const string KeepWeightsOnly =
        "Only tensors in dictionaries are read, nothing is executed: "
        + "in PyTorch, save the weights alone with torch.save(model.state_dict(), 'model.pt')";

    /// <summary>Takes values from the file's budget.</summary>
    /// <param name="values">How many.</param>
    /// <param name="position">The byte of the opcode that needs them.</param>
    /// <exception cref="CheckpointException">So many are not left.</exception>
    public void Take(long values, int position)
    {
        if (!budget.TryTake(values))
        {
            throw Malformed($"more than {PickleBudget.Values} values", position);
        }
    }

    /// <summary>The error for a pickle that breaks a rule.</summary>
    public CheckpointException Malformed(string problem, int position, string? tensor = null, Exception? inner = null) =>
        new(CheckpointFault.Malformed, path, $"{name}, byte {position}: {problem}", ErrorText.Damaged, tensor, inner);

    /// <summary>The error for a pickle that is sound, but holds more than data.</summary>
    public CheckpointException NotData(string problem, int position) =>
        new(CheckpointFault.Malformed, path, $"{name}, byte {position}: {problem}", KeepWeightsOnly);
}

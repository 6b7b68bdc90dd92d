namespace DiffPir.Network;

/// <summary>
/// A checkpoint that cannot be used. The message is one line: file, tensor, what was expected and found, and what to do about it.
/// Names that come from the file are shortened and cleaned of control characters.
/// </summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Creates the error for a file as a whole or for one of its tensors.</summary>
    /// <param name="fault">The kind of fault.</param>
    /// <param name="path">The checkpoint file.</param>
    /// <param name="problem">What is wrong, expected and found; no full stop at the end.</param>
    /// <param name="remedy">What the user can do; no full stop at the end.</param>
    /// <param name="tensor">The tensor concerned, or null for the file as a whole.</param>
    /// <param name="innerException">The cause, if the system reported one.</param>
    public CheckpointException(
        CheckpointFault fault, string path, string problem, string remedy, string? tensor = null, Exception? innerException = null)
        : base(Compose(path, problem, remedy, tensor), innerException)
    {
        Fault = fault;
        FilePath = path;
        TensorName = tensor;
    }

    /// <summary>The kind of fault.</summary>
    public CheckpointFault Fault { get; }

    /// <summary>The checkpoint file.</summary>
    public string FilePath { get; }

    /// <summary>The tensor concerned, exactly as named in the file; null for the file as a whole.</summary>
    public string? TensorName { get; }

    private static string Compose(string path, string problem, string remedy, string? tensor)
    {
        string subject = tensor is null ? path : $"{path}: tensor {ErrorText.Quote(tensor)}";
        return $"{subject}: {problem}. {remedy}.";
    }
}

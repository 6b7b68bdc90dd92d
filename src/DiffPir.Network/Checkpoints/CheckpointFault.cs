namespace DiffPir.Network;

/// <summary>What kind of thing is wrong with a checkpoint; a caller picks its exit code by it.</summary>
public enum CheckpointFault
{
    /// <summary>The file cannot be opened or read: missing, a folder, no permission, a failing disk.</summary>
    Unreadable,

    /// <summary>The file is of no known format, is truncated, breaks a rule of its format, or asks for more than data.</summary>
    Malformed,

    /// <summary>
    /// The file is sound, but not a model that can be used: other tensors, shapes or types, or values that are not finite.
    /// </summary>
    WrongModel,
}

using DiffPir.Network;

namespace DiffPir.Fuzz;

/// <summary>A reader of foreign bytes, and what to start from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Seeds">Inputs that are mutated; at least one.</param>
/// <param name="Tokens">Byte sequences that mean something to the reader.</param>
/// <param name="Execute">
/// Reads an input and says in a few words what was in it. An exception of <see cref="IsRefusal"/> says that it was refused; any other is a
/// finding.
/// </param>
public sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, IReadOnlyList<byte[]> Tokens, Func<byte[], string> Execute)
{
    /// <summary>Whether an exception is the reader's way to refuse an input: the one error type that it has.</summary>
    public Func<Exception, bool> IsRefusal { get; init; } = error => error is CheckpointException;

    /// <summary>The most bytes that an execution may allocate.</summary>
    public long MostAllocated { get; init; } = 64 << 20;
}

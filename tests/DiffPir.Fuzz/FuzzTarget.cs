namespace DiffPir.Fuzz;

/// <summary>A reader of foreign bytes, and what to start from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Seeds">Inputs that are mutated; at least one.</param>
/// <param name="Tokens">Byte sequences that mean something to the reader.</param>
/// <param name="Execute">
/// Reads an input and says in a few words what was in it. A CheckpointException says that it was refused; anything else is a finding.
/// </param>
public sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, IReadOnlyList<byte[]> Tokens, Func<byte[], string> Execute);

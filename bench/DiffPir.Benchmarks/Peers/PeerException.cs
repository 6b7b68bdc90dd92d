namespace DiffPir.Benchmarks.Peers;

/// <summary>A peer did not start, or stopped answering.</summary>
internal sealed class PeerException(string message) : Exception(message);

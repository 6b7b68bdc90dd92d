namespace DiffPir.Kernels.Attention;

/// <summary>The ways to run attention.</summary>
internal enum AttentionCandidate
{
    /// <summary>Register tiles of 4 queries, for processors and heads of whole vectors.</summary>
    Tiled,

    /// <summary>Blocks of queries and keys a group through shared memory, for GPUs; the gradient's with 34 KiB of it.</summary>
    Group,

    /// <summary>One query a work-item: other heads on processors, and the gradient on GPUs with less shared memory.</summary>
    OneQuery,
}

namespace DiffPir.Kernels.Attention;

/// <summary>The ways to run attention.</summary>
internal enum AttentionCandidate
{
    /// <summary>Register tiles of 4 queries, for processors and heads of whole vectors.</summary>
    Tiled,

    /// <summary>64 queries a group through shared memory, for GPUs with 37 KiB of it.</summary>
    Group,

    /// <summary>One query a work-item: other heads on processors, and GPUs with less shared memory.</summary>
    OneQuery,
}

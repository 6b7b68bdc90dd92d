namespace DiffPir.Kernels.Attention;

/// <summary>How the 3C channels of a joint query-key-value map are ordered.</summary>
public enum AttentionOrder
{
    /// <summary>Head after head, each as [q, k, v] (published guided-diffusion models).</summary>
    Legacy,

    /// <summary>All queries, all keys, all values, each head after head ("new attention order").</summary>
    New,
}

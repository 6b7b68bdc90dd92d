namespace DiffPir.Network;

/// <summary>How a guided-diffusion UNet lays out the 3C channels of queries, keys and values. A checkpoint's shapes do not tell.</summary>
public enum AttentionOrder
{
    /// <summary>Head by head: q, k and v of head 0, then q, k and v of head 1, and so on. All published models.</summary>
    Legacy,

    /// <summary>All heads' q, then all heads' k, then all heads' v.</summary>
    New,
}

namespace DiffPir.Kernels.Attention;

/// <summary>Scalars of an attention launch.</summary>
internal struct AttentionArguments
{
    /// <summary>Addresses of the joint query-key-value map and of the output; neither has a border.</summary>
    public Map Qkv, Y;

    /// <summary>Images, pixels of an image, heads, channels of a head.</summary>
    public int N, Length, Heads, HeadChannels;

    /// <summary>Pixels rounded up to a multiple of 64: the row length of the transposed keys.</summary>
    public int PaddedLength;

    /// <summary>Channels from a head's queries to the next head's, and from queries to keys and to values.</summary>
    public int HeadStride, KeyOffset, ValueOffset;

    /// <summary>1 / sqrt(channels of a head).</summary>
    public float Scale;
}

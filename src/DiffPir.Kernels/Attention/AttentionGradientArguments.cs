namespace DiffPir.Kernels.Attention;

/// <summary>Scalars of the launches that compute the gradient of attention.</summary>
internal struct AttentionGradientArguments
{
    /// <summary>Addresses of the gradient, the joint query-key-value map, the attention's value and the result; none has a border.</summary>
    public Map Gradient, Qkv, Output, Y;

    /// <summary>Images, pixels of an image, heads, channels of a head.</summary>
    public int N, Length, Heads, HeadChannels;

    /// <summary>Pixels rounded up to a multiple of 64: the length of rows of scratch memory.</summary>
    public int PaddedLength;

    /// <summary>Channels from a head's queries to the next head's, and from queries to keys and to values.</summary>
    public int HeadStride, KeyOffset, ValueOffset;

    /// <summary>1 / sqrt(channels of a head).</summary>
    public float Scale;
}

namespace DiffPir.Kernels;

/// <summary>
/// Storage of activations inside a plan: N x H x W x C, channels padded to a multiple of 16, and, where a 3x3 convolution reads, a
/// border of one pixel of zeros. A slice of a concatenation shares the layout of the whole and starts at a channel offset.
/// </summary>
/// <param name="Shape">Sizes of the whole buffer.</param>
/// <param name="Halo">Pixels of border: 0 or 1.</param>
/// <param name="IsPacked">True where values have the 16 bits in which tensor cores multiply them, and addresses count such values.</param>
internal sealed record ActivationLayout(TensorShape Shape, int Halo, bool IsPacked = false)
{
    /// <summary>Channels are stored in multiples of this: one 512-bit vector.</summary>
    public const int ChannelAlignment = 16;

    /// <summary>Elements from a pixel to the next.</summary>
    public int PixelStride => RoundUp(Shape.C);

    /// <summary>
    /// Floats of the buffer. Tiles may read (never write) up to 32 pixels past the last one, so that they need no tail code.
    /// </summary>
    public long Elements => IsPacked ? Values / 2 : Values;

    private long Values => (Shape.N * ImageStride) + (32L * PixelStride) + 64;

    private long RowStride => (long)PixelStride * (Shape.W + (2 * Halo));

    private long ImageStride => RowStride * (Shape.H + (2 * Halo));

    /// <summary>A channel count rounded up to the storage granularity.</summary>
    public static int RoundUp(int channels) => Rounding.RoundUp(channels, ChannelAlignment);

    /// <summary>Addresses for kernels, starting at a channel.</summary>
    /// <exception cref="DeviceException">The buffer is too large for 32-bit indices.</exception>
    public Map MapAt(int channelOffset)
    {
        if (Values > int.MaxValue)
        {
            throw new DeviceException($"a layer of {Shape} has more than 2^31 values: use a smaller picture or smaller tiles");
        }

        return new((int)(Halo * (RowStride + PixelStride)) + channelOffset, PixelStride, (int)RowStride, (int)ImageStride);
    }
}

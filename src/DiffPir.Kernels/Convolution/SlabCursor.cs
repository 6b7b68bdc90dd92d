namespace DiffPir.Kernels.Convolution;

/// <summary>
/// The walk of an implicit-GEMM convolution over its sum: slab of channels after slab, and in each all taps, so that neighbouring taps
/// find their pixels in the first-level cache.
/// </summary>
internal struct SlabCursor
{
    /// <summary>First channel of the slab.</summary>
    public int Channel;

    /// <summary>Elements from channel 0 of an output pixel's centre to the slab's first channel of the tap's pixel.</summary>
    public int Offset;

    private int _row, _column;

    /// <summary>The first tap of the slab that begins at a channel.</summary>
    public static SlabCursor Start(ConvolutionArguments a, int channel) =>
        new() { Channel = channel, Offset = channel - ((a.KernelSize - 1) / 2 * (a.X.Row + a.X.Pixel)) };

    /// <summary>Moves to the next tap, or to the first tap of the next slab.</summary>
    public void Advance(ConvolutionArguments a, int slab)
    {
        Offset += a.X.Pixel;
        if (++_column == a.KernelSize)
        {
            _column = 0;
            Offset += a.X.Row - (a.KernelSize * a.X.Pixel);
            if (++_row == a.KernelSize)
            {
                _row = 0;
                Offset += slab - (a.KernelSize * a.X.Row);
                Channel += slab;
            }
        }
    }
}

using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>
/// How a measurement lies on the tensors of a restoration: extended by mirrored margins where the degradation asks for it, enlarged to
/// the restored size, and placed in the top left corner of a canvas whose sides the prior accepts.
/// </summary>
internal sealed class RestorationFrame
{
    private readonly PlanarImage _original;
    private readonly int _top;
    private readonly int _left;
    private readonly int _scale;

    /// <summary>Lays out a measurement.</summary>
    /// <param name="measured">The measurement with its own channels.</param>
    /// <param name="scale">Enlargement of the degradation.</param>
    /// <param name="margins">Rows and columns to add.</param>
    /// <param name="channels">Channels of the prior; a grey picture is repeated.</param>
    /// <param name="multiple">What the canvas' sides must be multiples of.</param>
    public RestorationFrame(PlanarImage measured, int scale, Margins margins, int channels, int multiple)
    {
        (_original, _scale, _top, _left) = (measured, scale, margins.Top * scale, margins.Left * scale);
        Measured = Repeat(measured, channels).PadReflect(margins.Top, margins.Left, margins.Bottom, margins.Right);
        long rows = (long)Measured.Height * scale, columns = (long)Measured.Width * scale;
        if (channels * Rounding.RoundUp(rows, multiple) * Rounding.RoundUp(columns, multiple) > int.MaxValue)
        {
            throw new SamplerException($"a picture of {rows} rows and {columns} columns is too large to restore at once: restore parts of it");
        }

        (Rows, Columns) = ((int)rows, (int)columns);
        Canvas = new TensorShape(1, channels, (int)Rounding.RoundUp(rows, multiple), (int)Rounding.RoundUp(columns, multiple));
    }

    /// <summary>The measurement with margins and the prior's channels.</summary>
    public PlanarImage Measured { get; }

    /// <summary>Rows of the canvas that the degradation covers.</summary>
    public int Rows { get; }

    /// <summary>Columns of the canvas that the degradation covers.</summary>
    public int Columns { get; }

    /// <summary>Shape of the tensors.</summary>
    public TensorShape Canvas { get; }

    /// <summary>The restored picture, on [0,1], from a canvas on [-1,1].</summary>
    /// <exception cref="SamplerException">A value is NaN or infinite.</exception>
    public PlanarImage Extract(float[] canvas)
    {
        var whole = new PlanarImage(Canvas.C, Canvas.H, Canvas.W, canvas);
        var result = whole.Crop(_top, _left, _original.Height * _scale, _original.Width * _scale);
        for (int i = 0; i < result.Data.Length; i++)
        {
            result.Data[i] = (result.Data[i] / 2) + 0.5f;
            if (!float.IsFinite(result.Data[i]))
            {
                throw new SamplerException(
                    "the restoration produced values that are not finite numbers; check that the model is sound and the kernel, noise level and "
                    + "lambda are sensible");
            }
        }

        return Merge(result, _original.Channels);
    }

    private static PlanarImage Repeat(PlanarImage image, int channels) => image.Channels == channels
        ? image
        : new PlanarImage(channels, image.Height, image.Width, [.. Enumerable.Repeat(image.Data, channels).SelectMany(plane => plane)]);

    /// <summary>The mean of the channels where a grey picture was repeated.</summary>
    private static PlanarImage Merge(PlanarImage image, int channels)
    {
        if (image.Channels == channels)
        {
            return image;
        }

        var grey = new PlanarImage(1, image.Height, image.Width);
        for (int i = 0; i < grey.Data.Length; i++)
        {
            float sum = 0;
            for (int c = 0; c < image.Channels; c++)
            {
                sum += image.Plane(c)[i];
            }

            grey.Data[i] = sum / image.Channels;
        }

        return grey;
    }
}

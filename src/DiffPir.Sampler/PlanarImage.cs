namespace DiffPir.Sampler;

/// <summary>
/// A picture as planes of floats: value (channel c, row y, column x) is Data[(c * Height + y) * Width + x]. Nominal range [0,1]; values
/// outside are legal (a noisy measurement is not clipped).
/// </summary>
public sealed record PlanarImage
{
    /// <summary>Wraps an array without copying it.</summary>
    /// <param name="Channels">Number of planes, at least 1.</param>
    /// <param name="Height">Rows, at least 1.</param>
    /// <param name="Width">Columns, at least 1.</param>
    /// <param name="Data">Channels * Height * Width values.</param>
    /// <exception cref="ArgumentException">A side is not positive, or the array has another length.</exception>
    public PlanarImage(int Channels, int Height, int Width, float[] Data)
    {
        ArgumentNullException.ThrowIfNull(Data);
        ArgumentOutOfRangeException.ThrowIfLessThan(Channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Width, 1);
        if (Data.LongLength != (long)Channels * Height * Width)
        {
            throw new ArgumentException(
                $"an image of {Channels} channels, {Height} rows and {Width} columns has {(long)Channels * Height * Width} values, "
                + $"but the array holds {Data.LongLength}",
                nameof(Data));
        }

        this.Channels = Channels;
        this.Height = Height;
        this.Width = Width;
        this.Data = Data;
    }

    /// <summary>Makes a black image.</summary>
    public PlanarImage(int channels, int height, int width)
        : this(channels, height, width, new float[LengthOf(channels, height, width)])
    {
    }

    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or no array holds so many values.</exception>
    private static int LengthOf(int channels, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var length = (Int128)channels * height * width;
        return length <= Array.MaxLength
            ? (int)length
            : throw new ArgumentOutOfRangeException(nameof(height), $"an image of {channels} x {height} x {width} values is larger than any array");
    }

    /// <summary>Number of planes.</summary>
    public int Channels { get; }

    /// <summary>Number of rows.</summary>
    public int Height { get; }

    /// <summary>Number of columns.</summary>
    public int Width { get; }

    /// <summary>The values, planar. Shared, not copied.</summary>
    public float[] Data { get; }

    /// <summary>One value.</summary>
    public float this[int channel, int row, int column]
    {
        get => Data[(((channel * Height) + row) * Width) + column];
        set => Data[(((channel * Height) + row) * Width) + column] = value;
    }

    /// <summary>The values of one channel, row by row.</summary>
    public Span<float> Plane(int channel) => Data.AsSpan(channel * Height * Width, Height * Width);

    /// <summary>Copies one channel.</summary>
    public PlanarImage Channel(int channel) => new(1, Height, Width, Plane(channel).ToArray());

    /// <summary>One row of one channel.</summary>
    public Span<float> Row(int channel, int row) => Data.AsSpan(((channel * Height) + row) * Width, Width);

    /// <summary>Copies a rectangle.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle leaves the image.</exception>
    public PlanarImage Crop(int top, int left, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, Height - top);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Width - left);
        var result = new PlanarImage(Channels, height, width);
        for (int c = 0; c < Channels; c++)
        {
            for (int y = 0; y < height; y++)
            {
                Row(c, top + y).Slice(left, width).CopyTo(result.Row(c, y));
            }
        }

        return result;
    }

    /// <summary>Extends the image by mirroring it at its edges (edge pixels repeated); margins may exceed the image.</summary>
    public PlanarImage PadReflect(int top, int left, int bottom, int right)
    {
        var result = new PlanarImage(Channels, Height + top + bottom, Width + left + right);
        for (int c = 0; c < Channels; c++)
        {
            for (int y = 0; y < result.Height; y++)
            {
                var from = Row(c, Mirror(y - top, Height));
                var to = result.Row(c, y);
                for (int x = 0; x < to.Length; x++)
                {
                    to[x] = from[Mirror(x - left, Width)];
                }
            }
        }

        return result;
    }

    /// <summary>A grey image: the mean of the channels.</summary>
    public PlanarImage MeanOfChannels()
    {
        var grey = new PlanarImage(1, Height, Width);
        for (int i = 0; i < grey.Data.Length; i++)
        {
            float sum = 0;
            for (int c = 0; c < Channels; c++)
            {
                sum += Plane(c)[i];
            }

            grey.Data[i] = sum / Channels;
        }

        return grey;
    }

    /// <summary>A grey image as one of more, equal channels; an image of that many channels already is returned itself.</summary>
    /// <exception cref="InvalidOperationException">The image has neither one channel nor that many.</exception>
    public PlanarImage RepeatChannel(int channels) => Channels == channels ? this
        : Channels == 1 ? new PlanarImage(channels, Height, Width, [.. Enumerable.Repeat(Data, channels).SelectMany(plane => plane)])
        : throw new InvalidOperationException($"an image of {Channels} channels cannot become one of {channels}");

    /// <summary>Whether all channels are the same: what is grey, in however many channels.</summary>
    internal bool HasEqualChannels()
    {
        for (int c = 1; c < Channels; c++)
        {
            if (!Plane(c).SequenceEqual(Plane(0)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A copy in which each pixel is a block of that many rows and columns.</summary>
    internal PlanarImage RepeatPixels(int factor)
    {
        var result = new PlanarImage(Channels, Height * factor, Width * factor);
        for (int i = 0; i < result.Data.Length; i++)
        {
            int row = i / result.Width, column = i % result.Width; // rows of all channels in turn, whose heights the factor divides
            result.Data[i] = Data[(row / factor * Width) + (column / factor)];
        }

        return result;
    }

    /// <summary>Index of the pixel seen at <paramref name="index"/> when a line of <paramref name="length"/> pixels is mirrored for ever.</summary>
    internal static int Mirror(int index, int length)
    {
        int folded = index % (2 * length);
        folded = folded < 0 ? folded + (2 * length) : folded;
        return folded < length ? folded : (2 * length) - 1 - folded;
    }
}

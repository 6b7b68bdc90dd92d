using DiffPir.Kernels.RandomNumbers;

namespace DiffPir.Sampler;

/// <summary>Tells which pixels of a picture are known (true) and which are to be filled in (false); the same for all channels.</summary>
public sealed class PixelMask
{
    /// <summary>Distance that <see cref="Box"/> keeps from the borders where it can.</summary>
    public const int BoxMargin = 16;

    /// <summary>Rows and columns within which <see cref="IsScattered"/> looks for known pixels.</summary>
    public const int Nearby = 3;

    /// <summary>The most rows and columns within which <see cref="IsScattered"/> looks where few pixels are known.</summary>
    public const int Farthest = 8;

    /// <summary>Separates this use of a seed from others.</summary>
    private const uint Stream = 0x4D41534B;

    private readonly bool[] _known;

    /// <summary>Wraps an array without copying it.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="known">height * width flags, row by row; true = known.</param>
    /// <exception cref="ArgumentException">The array has another length.</exception>
    public PixelMask(int height, int width, bool[] known)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (known.LongLength != (long)height * width)
        {
            throw new ArgumentException($"a mask of {height}x{width} pixels has {(long)height * width} flags, found {known.LongLength}", nameof(known));
        }

        Height = height;
        Width = width;
        _known = known;
    }

    /// <summary>Number of rows.</summary>
    public int Height { get; }

    /// <summary>Number of columns.</summary>
    public int Width { get; }

    /// <summary>One flag per pixel, row by row.</summary>
    public ReadOnlySpan<bool> Known => _known;

    /// <summary>Number of known pixels.</summary>
    public int KnownCount => _known.Count(known => known);

    /// <summary>Share of missing pixels, 0 to 1.</summary>
    public double MissingShare => 1 - ((double)KnownCount / _known.Length);

    /// <summary>
    /// Whether known pixels surround the missing ones closely: at most one missing pixel in a hundred has none among the pixels within
    /// <see cref="Nearby"/> rows and columns, or within as many more, up to <see cref="Farthest"/>, as single pixels known at random need to be found.
    /// </summary>
    public bool IsScattered => 100L * CountRemote() <= _known.Length - KnownCount;

    /// <summary>Whether a pixel is known.</summary>
    public bool this[int row, int column] => _known[(row * Width) + column];

    /// <summary>
    /// A mask that removes one rectangle at a random place, at least <see cref="BoxMargin"/> pixels from every border (or as centred as
    /// a large box allows).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The box is empty or larger than the picture.</exception>
    public static PixelMask Box(int height, int width, int boxHeight, int boxWidth, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(boxHeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(boxWidth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(boxHeight, height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(boxWidth, width);
        var random = new PhiloxRandom(seed, Stream);
        int top = Place(random, height, boxHeight), left = Place(random, width, boxWidth);
        bool[] known = new bool[height * width];
        for (int i = 0; i < known.Length; i++)
        {
            int y = i / width, x = i % width;
            known[i] = y < top || y >= top + boxHeight || x < left || x >= left + boxWidth;
        }

        return new PixelMask(height, width, known);
    }

    /// <summary>A mask that removes floor(fraction * pixels) pixels, chosen at random without replacement.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="removedFraction">In [0,1].</param>
    /// <param name="seed">Chooses the pixels.</param>
    public static PixelMask Random(int height, int width, double removedFraction, ulong seed)
    {
        if (!(removedFraction >= 0 && removedFraction <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(removedFraction), removedFraction, "must be in [0, 1]");
        }

        var random = new PhiloxRandom(seed, Stream);
        int[] order = Enumerable.Range(0, height * width).ToArray();
        bool[] known = new bool[order.Length];
        Array.Fill(known, true);
        int removed = (int)(order.Length * removedFraction);
        for (int i = 0; i < removed; i++)
        {
            // Fisher-Yates, only as far as needed.
            int other = i + random.NextInt32(order.Length - i);
            (order[i], order[other]) = (order[other], order[i]);
            known[order[i]] = false;
        }

        return new PixelMask(height, width, known);
    }

    private static int Place(PhiloxRandom random, int side, int box)
    {
        int margin = Math.Min(BoxMargin, (side - box) / 2);
        return margin + random.NextInt32(Math.Max(1, side - box - (2 * margin)));
    }

    /// <summary>Where pixels are known at random, one in two hundred finds none within so many rows and columns.</summary>
    private int Reach()
    {
        double missing = MissingShare;
        int reach = Nearby;
        while (reach < Farthest && Math.Pow(missing, ((2 * reach) + 1) * ((2 * reach) + 1)) > 0.005)
        {
            reach++;
        }

        return reach;
    }

    // Missing pixels without a known one nearby, by sums over the rectangles from the first corner.
    private int CountRemote()
    {
        int reach = Reach();
        int[] sums = new int[(Height + 1) * (Width + 1)];
        for (int row = 0; row < Height; row++)
        {
            for (int column = 0, inRow = 0; column < Width; column++)
            {
                inRow += this[row, column] ? 1 : 0;
                sums[((row + 1) * (Width + 1)) + column + 1] = sums[(row * (Width + 1)) + column + 1] + inRow;
            }
        }

        int remote = 0;
        for (int row = 0; row < Height; row++)
        {
            int top = Math.Max(0, row - reach) * (Width + 1), bottom = Math.Min(Height, row + reach + 1) * (Width + 1);
            for (int column = 0; column < Width; column++)
            {
                int left = Math.Max(0, column - reach), right = Math.Min(Width, column + reach + 1);
                remote += sums[bottom + right] - sums[bottom + left] - sums[top + right] + sums[top + left] == 0 ? 1 : 0;
            }
        }

        return remote;
    }
}

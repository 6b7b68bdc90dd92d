using System.Numerics;

namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Two-dimensional discrete Fourier transform of real planes on the host, for what is estimated before any device is opened. Of the spectrum
/// the half with vertical frequencies 0 to Rows / 2 is kept (the other half is its mirrored conjugate), rows and columns exchanged as on the
/// device: value (v, u) of vertical and horizontal frequency is [u * HalfRows + v].
/// </summary>
internal sealed class HostFourier
{
    private readonly HostFourierAxis _vertical;
    private readonly HostFourierAxis _horizontal;
    private readonly float[] _spaceReal;
    private readonly float[] _spaceImaginary;

    /// <summary>Computes the tables; sides as <see cref="LengthAtMost"/> gives them.</summary>
    public HostFourier(int rows, int columns)
    {
        (Rows, Columns, HalfRows) = (rows, columns, (rows / 2) + 1);
        (_vertical, _horizontal) = (new HostFourierAxis(rows), new HostFourierAxis(columns));
        (_spaceReal, _spaceImaginary) = (new float[HalfRows * columns], new float[HalfRows * columns]);
    }

    /// <summary>Rows of the planes.</summary>
    public int Rows { get; }

    /// <summary>Columns of the planes.</summary>
    public int Columns { get; }

    /// <summary>Vertical frequencies of the spectra.</summary>
    public int HalfRows { get; }

    /// <summary>Columns that are transformed as real parts, while the others are the imaginary parts of the same transforms.</summary>
    private int Pairs => (Columns + 1) / 2;

    /// <summary>The largest length, at most <paramref name="length"/>, that the transform takes.</summary>
    public static int LengthAtMost(int length)
    {
        while (!IsSmooth(length))
        {
            length--;
        }

        return length;
    }

    /// <summary>The spectrum of a plane: X[v, u] = sum x[y, x] exp(-2 pi i (u x / columns + v y / rows)).</summary>
    /// <param name="plane">Rows * Columns values, row by row; kept.</param>
    /// <param name="real">Receives HalfRows * Columns values.</param>
    /// <param name="imaginary">As many.</param>
    public void Forward(float[] plane, float[] real, float[] imaginary)
    {
        EachStrip(Pairs, Rows, (first, width, space) =>
        {
            Gather(plane, space[0], first, width, Columns);
            Gather(plane, space[1], first + Pairs, Math.Min(width, Columns - Pairs - first), Columns);
            _vertical.Run(space[0], space[1], space[2], space[3]);
            Separate(space);
            Scatter(space[0], _spaceReal, first, width, HalfRows, Columns);
            Scatter(space[1], _spaceImaginary, first, width, HalfRows, Columns);
            Scatter(space[2], _spaceReal, first + Pairs, Math.Min(width, Columns - Pairs - first), HalfRows, Columns);
            Scatter(space[3], _spaceImaginary, first + Pairs, Math.Min(width, Columns - Pairs - first), HalfRows, Columns);
        });
        Transpose(_spaceReal, real, HalfRows, Columns);
        Transpose(_spaceImaginary, imaginary, HalfRows, Columns);
        Horizontal(real, imaginary);
    }

    /// <summary>The plane that has a spectrum, which is overwritten.</summary>
    public void Inverse(float[] real, float[] imaginary, float[] plane)
    {
        // Exchanging real and imaginary part turns the forward transform into the inverse one.
        Horizontal(imaginary, real);
        Transpose(real, _spaceReal, Columns, HalfRows);
        Transpose(imaginary, _spaceImaginary, Columns, HalfRows);
        var scale = new Vector<float>(1f / (Rows * Columns));
        EachStrip(Pairs, Rows, (first, width, space) =>
        {
            int others = Math.Min(width, Columns - Pairs - first);
            Gather(_spaceReal, space[0].AsSpan(0, HalfRows), first, width, Columns);
            Gather(_spaceImaginary, space[1].AsSpan(0, HalfRows), first, width, Columns);
            Gather(_spaceReal, space[2].AsSpan(0, HalfRows), first + Pairs, others, Columns);
            Gather(_spaceImaginary, space[3].AsSpan(0, HalfRows), first + Pairs, others, Columns);
            Combine(space, scale);
            _vertical.Run(space[1], space[0], space[2], space[3]);
            Scatter(space[0], plane, first, width, Rows, Columns);
            Scatter(space[1], plane, first + Pairs, others, Rows, Columns);
        });
    }

    private static bool IsSmooth(int length)
    {
        foreach (int factor in (ReadOnlySpan<int>)[2, 3, 5, 7])
        {
            while (length % factor == 0)
            {
                length /= factor;
            }
        }

        return length == 1;
    }

    /// <summary>From the transform of a + i b (first two lines of the space) to the halves of those of a (likewise) and b (last two).</summary>
    private void Separate(Vector<float>[][] space)
    {
        var half = new Vector<float>(0.5f);
        for (int v = 0; v < HalfRows; v++)
        {
            int mirrored = v == 0 ? 0 : Rows - v;
            Vector<float> re = space[0][v], im = space[1][v], otherRe = space[0][mirrored], otherIm = space[1][mirrored];
            (space[0][v], space[1][v]) = (half * (re + otherRe), half * (im - otherIm));
            (space[2][v], space[3][v]) = (half * (im + otherIm), half * (otherRe - re));
        }
    }

    /// <summary>The way back, to the whole of the transform of a + i b, scaled.</summary>
    private void Combine(Vector<float>[][] space, Vector<float> scale)
    {
        for (int v = 0; v < HalfRows; v++)
        {
            Vector<float> re = scale * space[0][v], im = scale * space[1][v], otherRe = scale * space[2][v], otherIm = scale * space[3][v];
            (space[0][v], space[1][v]) = (re - otherIm, im + otherRe);
            if (v > 0)
            {
                (space[0][Rows - v], space[1][Rows - v]) = (re + otherIm, otherRe - im);
            }
        }
    }

    /// <summary>Transforms all rows of an exchanged spectrum, in place.</summary>
    private void Horizontal(float[] real, float[] imaginary) => EachStrip(HalfRows, Columns, (first, width, space) =>
    {
        Gather(real, space[0], first, width, HalfRows);
        Gather(imaginary, space[1], first, width, HalfRows);
        _horizontal.Run(space[0], space[1], space[2], space[3]);
        Scatter(space[0], real, first, width, Columns, HalfRows);
        Scatter(space[1], imaginary, first, width, Columns, HalfRows);
    });

    /// <summary>Works on columns, as many at once as a vector holds, with four lines of vectors to work in.</summary>
    private static void EachStrip(int columns, int length, Action<int, int, Vector<float>[][]> work)
    {
        int lanes = Vector<float>.Count;
        Parallel.For(
            0,
            (columns + lanes - 1) / lanes,
            () => Enumerable.Range(0, 4).Select(_ => new Vector<float>[length]).ToArray(),
            (strip, _, space) =>
            {
                work(strip * lanes, Math.Min(lanes, columns - (strip * lanes)), space);
                return space;
            },
            static _ => { });
    }

    private static void Gather(float[] plane, Span<Vector<float>> lines, int first, int width, int pitch)
    {
        Span<float> tail = stackalloc float[Vector<float>.Count];
        tail.Clear();
        for (int i = 0; i < lines.Length; i++)
        {
            if (width == Vector<float>.Count)
            {
                lines[i] = new Vector<float>(plane, (i * pitch) + first);
            }
            else
            {
                plane.AsSpan((i * pitch) + first, width).CopyTo(tail);
                lines[i] = new Vector<float>(tail);
            }
        }
    }

    private static void Scatter(Vector<float>[] lines, float[] plane, int first, int width, int count, int pitch)
    {
        Span<float> tail = stackalloc float[Vector<float>.Count];
        for (int i = 0; i < count; i++)
        {
            if (width == Vector<float>.Count)
            {
                lines[i].CopyTo(plane, (i * pitch) + first);
            }
            else
            {
                lines[i].CopyTo(tail);
                tail[..width].CopyTo(plane.AsSpan((i * pitch) + first, width));
            }
        }
    }

    private static void Transpose(float[] from, float[] to, int rows, int columns)
    {
        const int Block = 16;
        Parallel.For(0, (rows + Block - 1) / Block, strip =>
        {
            for (int left = 0; left < columns; left += Block)
            {
                for (int y = strip * Block; y < Math.Min(rows, (strip + 1) * Block); y++)
                {
                    for (int x = left; x < Math.Min(columns, left + Block); x++)
                    {
                        to[(x * rows) + y] = from[(y * columns) + x];
                    }
                }
            }
        });
    }
}

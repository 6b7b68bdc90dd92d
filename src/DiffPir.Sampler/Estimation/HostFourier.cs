using System.Numerics;

namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Two-dimensional discrete Fourier transform on the host, for what is estimated before any device is opened. As on the device the
/// spectrum is kept with rows and columns exchanged: value (v, u) of vertical and horizontal frequency is [u * Rows + v].
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
        (Rows, Columns) = (rows, columns);
        (_vertical, _horizontal) = (new HostFourierAxis(rows), new HostFourierAxis(columns));
        (_spaceReal, _spaceImaginary) = (new float[rows * columns], new float[rows * columns]);
    }

    /// <summary>Rows of the planes.</summary>
    public int Rows { get; }

    /// <summary>Columns of the planes.</summary>
    public int Columns { get; }

    /// <summary>The largest length, at most <paramref name="length"/>, that the transform takes.</summary>
    public static int LengthAtMost(int length)
    {
        while (!IsSmooth(length))
        {
            length--;
        }

        return length;
    }

    /// <summary>In place, row by row to the exchanged spectrum: X[v, u] = sum x[y, x] exp(-2 pi i (u x / columns + v y / rows)).</summary>
    public void Forward(float[] real, float[] imaginary)
    {
        Lines(_vertical, Columns, real, imaginary);
        Transpose(real, imaginary, Rows, Columns);
        Lines(_horizontal, Rows, real, imaginary);
    }

    /// <summary>In place, the way back, divided by rows * columns.</summary>
    public void Inverse(float[] real, float[] imaginary)
    {
        // Exchanging real and imaginary part turns the forward transform into the inverse one.
        Lines(_horizontal, Rows, imaginary, real);
        Transpose(real, imaginary, Columns, Rows);
        Lines(_vertical, Columns, imaginary, real);
        float scale = 1f / (Rows * Columns);
        for (int i = 0; i < real.Length; i++)
        {
            real[i] *= scale;
            imaginary[i] *= scale;
        }
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

    /// <summary>Transforms down all columns of a plane.</summary>
    private static void Lines(HostFourierAxis axis, int columns, float[] real, float[] imaginary)
    {
        int lanes = Vector<float>.Count, length = axis.Length;
        Parallel.For(
            0,
            (columns + lanes - 1) / lanes,
            () => Enumerable.Range(0, 4).Select(_ => new Vector<float>[length]).ToArray(),
            (strip, _, space) =>
            {
                int first = strip * lanes, width = Math.Min(lanes, columns - first);
                Gather(real, space[0], first, width, columns);
                Gather(imaginary, space[1], first, width, columns);
                axis.Run(space[0], space[1], space[2], space[3]);
                Scatter(space[0], real, first, width, columns);
                Scatter(space[1], imaginary, first, width, columns);
                return space;
            },
            static _ => { });
    }

    private static void Gather(float[] plane, Vector<float>[] lines, int first, int width, int pitch)
    {
        Span<float> tail = stackalloc float[Vector<float>.Count];
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

    private static void Scatter(Vector<float>[] lines, float[] plane, int first, int width, int pitch)
    {
        Span<float> tail = stackalloc float[Vector<float>.Count];
        for (int i = 0; i < lines.Length; i++)
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

    private void Transpose(float[] real, float[] imaginary, int rows, int columns)
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
                        _spaceReal[(x * rows) + y] = real[(y * columns) + x];
                        _spaceImaginary[(x * rows) + y] = imaginary[(y * columns) + x];
                    }
                }
            }
        });
        _spaceReal.CopyTo(real, 0);
        _spaceImaginary.CopyTo(imaginary, 0);
    }
}

namespace DiffPir.Sampler.Estimation;

/// <summary>Part of the brightness of a picture, with sides that can be transformed.</summary>
/// <param name="Values">Row by row.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Columns">Its columns.</param>
internal sealed record ShakeWindow(float[] Values, int Rows, int Columns)
{
    /// <summary>From one row on which edges are looked for to the next: every row would say the same.</summary>
    private const int EdgeStep = 4;

    /// <summary>The part of a picture with the strongest edges; the whole where the picture is no larger than that.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="side">Largest side of the part.</param>
    public static ShakeWindow WithStrongestEdges(PlanarImage image, int side)
    {
        int rows = HostFourier.LengthAtMost(Math.Min(side, image.Height)), columns = HostFourier.LengthAtMost(Math.Min(side, image.Width));
        var places =
            from y in Places(image.Height, rows)
            from x in Places(image.Width, columns)
            select (Top: y, Left: x);
        var (top, left) = places.MaxBy(place => EdgesWithin(image, place.Top, place.Left, rows, columns));
        return new ShakeWindow(Brightness.Of(image, top, left, rows, columns), rows, columns);
    }

    /// <summary>The same under a Gaussian.</summary>
    /// <param name="deviation">Its standard deviation in pixels.</param>
    public ShakeWindow Softened(double deviation) => this with
    {
        Values = PeriodicConvolution.Apply(new PlanarImage(1, Rows, Columns, Values),
            BlurKernel.Gaussian((2 * (int)Math.Ceiling(3 * deviation)) + 1, deviation)).Data,
    };

    /// <summary>Two parts that overlap by half of their sides, at opposite corners.</summary>
    public IEnumerable<ShakeWindow> Parts()
    {
        int rows = HostFourier.LengthAtMost(2 * Rows / 3), columns = HostFourier.LengthAtMost(2 * Columns / 3);
        return [Cut(0, 0, rows, columns), Cut(Rows - rows, Columns - columns, rows, columns)];
    }

    /// <summary>Beginnings of windows half a window apart.</summary>
    private static IEnumerable<int> Places(int length, int window)
    {
        int count = 1 + ((length - window) * 2 / window);
        return Enumerable.Range(0, count).Select(i => count == 1 ? (length - window) / 2 : (length - window) * i / (count - 1));
    }

    /// <summary>Differences of the brightness of neighbours on rows spread over a rectangle.</summary>
    private static double EdgesWithin(PlanarImage image, int top, int left, int rows, int columns)
    {
        double sum = 0;
        for (int y = top; y < top + rows - 1; y += EdgeStep)
        {
            float[] pair = Brightness.Of(image, y, left, 2, columns);
            for (int x = 0; x < columns - 1; x++)
            {
                sum += Math.Abs(pair[x + 1] - pair[x]) + Math.Abs(pair[columns + x] - pair[x]);
            }
        }

        return sum;
    }

    private ShakeWindow Cut(int top, int left, int rows, int columns)
    {
        float[] cut = new float[rows * columns];
        for (int y = 0; y < rows; y++)
        {
            Values.AsSpan(((top + y) * Columns) + left, columns).CopyTo(cut.AsSpan(y * columns));
        }

        return new ShakeWindow(cut, rows, columns);
    }
}

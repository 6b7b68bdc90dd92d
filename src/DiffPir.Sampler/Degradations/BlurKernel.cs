namespace DiffPir.Sampler;

/// <summary>
/// A point-spread function. The picture is convolved with it (the kernel is flipped, it is not a correlation); the element
/// (Height / 2, Width / 2), rounded down, is the origin.
/// </summary>
public sealed class BlurKernel
{
    /// <summary>Largest side accepted.</summary>
    public const int MaximumSize = 1024;

    private readonly float[] _values;

    private BlurKernel(int height, int width, float[] values)
    {
        Height = height;
        Width = width;
        _values = values;
    }

    /// <summary>Number of rows.</summary>
    public int Height { get; }

    /// <summary>Number of columns.</summary>
    public int Width { get; }

    /// <summary>The weights, row by row.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Row of the origin.</summary>
    public int OriginRow => Height / 2;

    /// <summary>Column of the origin.</summary>
    public int OriginColumn => Width / 2;

    /// <summary>Sum of the weights: what the blur multiplies brightness by.</summary>
    public double Sum
    {
        get
        {
            double sum = 0;
            foreach (float value in _values)
            {
                sum += value;
            }

            return sum;
        }
    }

    /// <summary>One weight.</summary>
    public float this[int row, int column] => _values[(row * Width) + column];

    /// <summary>Makes a kernel of given weights, which may be negative (bicubic kernels have negative lobes).</summary>
    /// <param name="height">Rows, 1 to <see cref="MaximumSize"/>.</param>
    /// <param name="width">Columns, 1 to <see cref="MaximumSize"/>.</param>
    /// <param name="values">height * width weights, row by row; copied.</param>
    /// <param name="normalize">Divide by the sum, so that brightness is kept.</param>
    /// <exception cref="ArgumentException">Sides or count are wrong, a weight is NaN or infinite, or the sum is not positive.</exception>
    public static BlurKernel FromValues(int height, int width, ReadOnlySpan<float> values, bool normalize = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaximumSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaximumSize);
        if (values.Length != height * width)
        {
            throw new ArgumentException($"a {height}x{width} kernel has {height * width} weights, found {values.Length}", nameof(values));
        }

        double sum = 0;
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                throw new ArgumentException("the kernel holds a weight that is not a finite number", nameof(values));
            }

            sum += value;
        }

        if (sum <= 0)
        {
            throw new ArgumentException($"the weights of the kernel sum to {sum:g4}; a blur needs a positive sum", nameof(values));
        }

        float[] copy = values.ToArray();
        if (normalize)
        {
            for (int i = 0; i < copy.Length; i++)
            {
                copy[i] = (float)(copy[i] / sum);
                if (!float.IsFinite(copy[i]))
                {
                    throw new ArgumentException(
                        $"the weights of the kernel cancel out: they sum to {sum:g4}, and divided by that they are too large for numbers of 32 bits",
                        nameof(values));
                }
            }
        }

        return new BlurKernel(height, width, copy);
    }

    /// <summary>
    /// A square Gaussian: a unit impulse filtered by the taps exp(-i^2 / (2 std^2)), |i| up to floor(4 std + 0.5), normalised to 1; tails
    /// that leave the array are mirrored back at its edge.
    /// </summary>
    /// <param name="size">Side, 1 to <see cref="MaximumSize"/>.</param>
    /// <param name="standardDeviation">In pixels, greater than 0 and at most <see cref="MaximumSize"/>.</param>
    public static BlurKernel Gaussian(int size, double standardDeviation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaximumSize);
        if (!(standardDeviation > 0 && standardDeviation <= MaximumSize))
        {
            throw new ArgumentOutOfRangeException(nameof(standardDeviation), standardDeviation, $"must be in (0, {MaximumSize}]");
        }

        int radius = (int)Math.Floor((4 * standardDeviation) + 0.5);
        double[] line = new double[size];
        for (int i = -radius; i <= radius; i++)
        {
            line[PlanarImage.Mirror((size / 2) + i, size)] += Math.Exp(-(double)i * i / (2 * standardDeviation * standardDeviation));
        }

        return Separable(line);
    }

    /// <summary>A random camera-shake path (see <see cref="MotionPath"/>).</summary>
    /// <param name="size">Side, 3 to <see cref="MaximumSize"/>.</param>
    /// <param name="intensity">0 (exclusive; nearly straight and short) to 1; published experiments use 0.5.</param>
    /// <param name="seed">Chooses the path.</param>
    public static BlurKernel Motion(int size, double intensity, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 3);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaximumSize);
        if (!(intensity > 0 && intensity <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(intensity), intensity, "must be in (0, 1]");
        }

        return FromValues(size, size, new MotionPath(size, intensity, seed).Draw(), normalize: true);
    }

    /// <summary>
    /// The kernel turned by 180 degrees about its origin: to convolve with it is to correlate with this one. An even side grows by one,
    /// since the origin of an even side has more on one hand than on the other.
    /// </summary>
    public BlurKernel Turned()
    {
        int height = (2 * OriginRow) + 1, width = (2 * OriginColumn) + 1;
        float[] values = new float[height * width];
        for (int row = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++)
            {
                values[((height - 1 - row) * width) + width - 1 - column] = this[row, column];
            }
        }

        return new BlurKernel(height, width, values);
    }

    /// <summary>The kernel without the zeros around it, its origin in the middle; itself where that is no smaller.</summary>
    internal BlurKernel Trimmed()
    {
        int rows = 0, columns = 0;
        for (int i = 0; i < _values.Length; i++)
        {
            if (_values[i] != 0)
            {
                rows = Math.Max(rows, Math.Abs((i / Width) - OriginRow));
                columns = Math.Max(columns, Math.Abs((i % Width) - OriginColumn));
            }
        }

        int height = Math.Min(Height, (2 * rows) + 1), width = Math.Min(Width, (2 * columns) + 1);
        int top = OriginRow - (height / 2), left = OriginColumn - (width / 2);
        if (height == Height && width == Width)
        {
            return this;
        }

        float[] values = new float[height * width];
        for (int row = 0; row < height; row++)
        {
            _values.AsSpan(((top + row) * Width) + left, width).CopyTo(values.AsSpan(row * width));
        }

        return new BlurKernel(height, width, values);
    }

    /// <summary>
    /// The kernel for which "blur, then keep the top left pixel of each block" is antialiased bicubic reduction away from the borders:
    /// samples of the cubic (a = -1/2) stretched by the scale, centred (scale - 1) / 2 before the origin.
    /// </summary>
    /// <param name="scale">2 to 16.</param>
    public static BlurKernel IdealBicubic(int scale) => OfBlock(scale, 2 * scale, distance =>
    {
        double x = distance / scale;
        return x <= 1 ? (((1.5 * x) - 2.5) * x * x) + 1 : x <= 2 ? (((((-0.5 * x) + 2.5) * x) - 4) * x) + 2 : 0;
    });

    /// <summary>
    /// A Gaussian before a reduction that keeps the top left pixel of each block: like <see cref="IdealBicubic"/> centred (scale - 1) / 2 before the origin,
    /// the middle of the block.
    /// </summary>
    /// <param name="scale">2 to 16.</param>
    /// <param name="standardDeviation">In pixels before the reduction, greater than 0; at most 64.</param>
    public static BlurKernel GaussianOfBlock(int scale, double standardDeviation)
    {
        if (!(standardDeviation > 0 && standardDeviation <= 64))
        {
            throw new ArgumentOutOfRangeException(nameof(standardDeviation), standardDeviation, "must be in (0, 64]");
        }

        return OfBlock(scale, (int)Math.Ceiling(3.5 * standardDeviation),
            distance => Math.Exp(-distance * distance / (2 * standardDeviation * standardDeviation)));
    }

    /// <summary>
    /// The kernel for which "blur, then keep the top left pixel of each block" is the mean of the block: average pooling. Blocks do not overlap, so
    /// that nothing is seen beyond the edges.
    /// </summary>
    /// <param name="scale">2 to 16.</param>
    public static BlurKernel BlockMean(int scale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, SuperResolution.LeastScale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, SuperResolution.MostScale);
        double[] line = new double[(2 * scale) - 1];
        line.AsSpan(0, scale).Fill(1);
        return Separable(line);
    }

    /// <summary>
    /// Whether the kernel mirrored upside down, and from left to right, is itself around the middle of the block of scale x scale pixels that starts
    /// at its origin: then blurring (and reducing) a mirrored picture gives the mirrored result.
    /// </summary>
    /// <param name="scale">The reduction after the blur, 1 for none.</param>
    internal bool IsMirrored(int scale)
    {
        const float tolerance = 1e-6f;
        float most = _values.Max(MathF.Abs), bound = tolerance * most;
        for (int row = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++)
            {
                // Weight i of a line, counted from the origin, has its mirror image at -(scale - 1) - i.
                float upsideDown = At((2 * OriginRow) - (scale - 1) - row, column), leftToRight = At(row, (2 * OriginColumn) - (scale - 1) - column);
                if (Math.Abs(this[row, column] - upsideDown) > bound || Math.Abs(this[row, column] - leftToRight) > bound)
                {
                    return false;
                }
            }
        }

        return true;

        float At(int row, int column) => row >= 0 && row < Height && column >= 0 && column < Width ? this[row, column] : 0f;
    }

    /// <summary>A kernel of weights by the distance from the middle of the block of scale x scale pixels that starts at the origin, along
    /// rows and columns.</summary>
    /// <param name="scale">The side of the block.</param>
    /// <param name="reach">Weights farther away than this are 0.</param>
    /// <param name="weightAt">The weight by distance.</param>
    private static BlurKernel OfBlock(int scale, int reach, Func<double, double> weightAt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, SuperResolution.LeastScale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, SuperResolution.MostScale);
        int origin = reach + (scale / 2);
        double[] line = new double[(2 * origin) + 1];
        for (int i = 0; i < line.Length; i++)
        {
            double distance = Math.Abs(i - (origin - ((scale - 1) / 2.0)));
            line[i] = distance <= reach ? weightAt(distance) : 0;
        }

        return Separable(line);
    }

    /// <summary>Outer product of a line with itself, sum 1.</summary>
    private static BlurKernel Separable(double[] line)
    {
        double sum = line.Sum();
        float[] values = new float[line.Length * line.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(line[i / line.Length] * line[i % line.Length] / (sum * sum));
        }

        return new BlurKernel(line.Length, line.Length, values);
    }
}

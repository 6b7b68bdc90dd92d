namespace DiffPir.Kernels.Resizing;

/// <summary>
/// How each output of a one-dimensional resize is made: output o = sum over k &lt; Count of Weights[o * Count + k] *
/// input[Indices[o * Count + k]].
/// </summary>
public sealed class ResizeTaps
{
    private readonly int[] _indices;
    private readonly float[] _weights;

    private ResizeTaps(int inputLength, int outputLength, int count)
    {
        (InputLength, OutputLength, Count) = (inputLength, outputLength, count);
        _indices = new int[outputLength * count];
        _weights = new float[outputLength * count];
    }

    /// <summary>Number of inputs.</summary>
    public int InputLength { get; }

    /// <summary>Number of outputs.</summary>
    public int OutputLength { get; }

    /// <summary>Taps of one output.</summary>
    public int Count { get; }

    /// <summary>Which input each tap reads, always inside the input.</summary>
    public ReadOnlySpan<int> Indices => _indices;

    /// <summary>Weight of each tap.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>
    /// Antialiased bicubic reduction (MATLAB imresize): the cubic of a = -1/2 stretched by the scale, pixel centres aligned, weights
    /// normalised, edges mirrored with the edge pixel repeated.
    /// </summary>
    /// <param name="length">Input length, a multiple of the scale.</param>
    /// <param name="scale">At least 1.</param>
    /// <exception cref="ArgumentException">The scale does not divide the length.</exception>
    public static ResizeTaps Reduce(int length, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        if (length % scale != 0)
        {
            throw new ArgumentException($"scale {scale} does not divide length {length}", nameof(scale));
        }

        var taps = new ResizeTaps(length, length / scale, (4 * scale) + 2);
        for (int o = 0; o < taps.OutputLength; o++)
        {
            double centre = ((o + 0.5) * scale) - 0.5;
            int first = (int)Math.Floor(centre - (2 * scale)) + 1;
            taps.Fill(o, first, i => Cubic((centre - i) / scale, -0.5), normalize: true, i => Mirror(i, length));
        }

        return taps;
    }

    /// <summary>
    /// Means of as many pixels as the scale says, side by side: white noise stays white, and becomes weaker by the root of their number. The input goes
    /// on mirrored (edge pixel repeated) as far as the output needs.
    /// </summary>
    /// <param name="length">Input length.</param>
    /// <param name="scale">At least 1.</param>
    /// <param name="outputLength">Output length.</param>
    public static ResizeTaps Average(int length, int scale, int outputLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputLength, 1);
        var taps = new ResizeTaps(length, outputLength, scale);
        for (int o = 0; o < outputLength; o++)
        {
            taps.Fill(o, o * scale, _ => 1.0 / scale, normalize: false, i => Mirror(i, length));
        }

        return taps;
    }

    /// <summary>
    /// Bicubic enlargement (cubic of A = -3/4, edge pixels repeated), as common imaging libraries do it. Output o lies at
    /// (o + offset) / scale of the input; (1 - scale) / 2 aligns pixel centres.
    /// </summary>
    /// <param name="length">Input length.</param>
    /// <param name="scale">At least 1.</param>
    /// <param name="offset">Shift in output pixels.</param>
    /// <param name="outputLength">How many outputs from the first; null for all.</param>
    public static ResizeTaps Enlarge(int length, int scale, double offset, int? outputLength = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        int all = checked(length * scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(outputLength ?? all, all, nameof(outputLength));
        var taps = new ResizeTaps(length, outputLength ?? all, 4);
        for (int o = 0; o < taps.OutputLength; o++)
        {
            double centre = (o + offset) / scale;
            taps.Fill(o, (int)Math.Floor(centre) - 1, i => Cubic(centre - i, -0.75), normalize: false, i => Math.Clamp(i, 0, length - 1));
        }

        return taps;
    }

    /// <summary>
    /// Linear interpolation to any length, pixel centres aligned, edge pixels repeated, without smoothing where it reduces: what PyTorch's
    /// interpolate does unless told otherwise.
    /// </summary>
    /// <param name="length">Input length.</param>
    /// <param name="outputLength">Output length.</param>
    public static ResizeTaps Linear(int length, int outputLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputLength, 1);
        var taps = new ResizeTaps(length, outputLength, 2);
        for (int o = 0; o < taps.OutputLength; o++)
        {
            double centre = ((o + 0.5) * length / outputLength) - 0.5;
            taps.Fill(o, (int)Math.Floor(centre), i => 1 - Math.Abs(centre - i), normalize: false, i => Math.Clamp(i, 0, length - 1));
        }

        return taps;
    }

    /// <summary>Cubic convolution kernel of parameter a.</summary>
    private static double Cubic(double x, double a)
    {
        x = Math.Abs(x);
        return x <= 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1 : x < 2 ? ((((((a * x) - (5 * a)) * x) + (8 * a)) * x) - (4 * a)) : 0;
    }

    private static int Mirror(int index, int length)
    {
        int folded = ((index % (2 * length)) + (2 * length)) % (2 * length);
        return folded < length ? folded : (2 * length) - 1 - folded;
    }

    private void Fill(int output, int first, Func<int, double> weight, bool normalize, Func<int, int> fold)
    {
        double sum = normalize ? Enumerable.Range(first, Count).Sum(weight) : 1;
        for (int k = 0; k < Count; k++)
        {
            _indices[(output * Count) + k] = fold(first + k);
            _weights[(output * Count) + k] = (float)(weight(first + k) / sum);
        }
    }
}

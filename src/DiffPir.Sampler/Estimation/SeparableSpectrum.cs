namespace DiffPir.Sampler.Estimation;

/// <summary>What a square kernel that is the outer product of a line with itself lets through, at any frequency.</summary>
internal sealed class SeparableSpectrum
{
    private readonly double[] _line;

    /// <summary>Keeps the line, its sum 1.</summary>
    public SeparableSpectrum(BlurKernel kernel) => _line =
        [.. Enumerable.Range(0, kernel.Width).Select(column => Enumerable.Range(0, kernel.Height).Sum(row => (double)kernel[row, column]) / kernel.Sum)];

    /// <summary>|H(f)|^2.</summary>
    /// <param name="across">Horizontal frequency in cycles per pixel.</param>
    /// <param name="down">Vertical frequency.</param>
    public double PowerAt(double across, double down) => PowerOfLine(across) * PowerOfLine(down);

    private double PowerOfLine(double frequency)
    {
        double real = 0, imaginary = 0;
        for (int i = 0; i < _line.Length; i++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * frequency * i);
            real += _line[i] * cos;
            imaginary += _line[i] * sin;
        }

        return (real * real) + (imaginary * imaginary);
    }
}

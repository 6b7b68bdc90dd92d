namespace DiffPir.Sampler.Estimation;

/// <summary>What a kernel lets through, at any frequency.</summary>
internal sealed class KernelSpectrum
{
    private readonly (int Row, int Column, double Weight)[] _weights;

    /// <summary>Keeps the weights that are not 0, their sum 1.</summary>
    public KernelSpectrum(BlurKernel kernel)
    {
        double sum = kernel.Sum;
        _weights =
        [
            .. from y in Enumerable.Range(0, kernel.Height)
               from x in Enumerable.Range(0, kernel.Width)
               where kernel[y, x] != 0
               select (y - kernel.OriginRow, x - kernel.OriginColumn, kernel[y, x] / sum),
        ];
    }

    /// <summary>|H(f)|^2.</summary>
    /// <param name="frequency">In cycles per pixel.</param>
    /// <param name="angle">Direction of the frequency in radians, from the horizontal, counter-clockwise.</param>
    public double PowerAt(double frequency, double angle)
    {
        double real = 0, imaginary = 0, right = 2 * Math.PI * frequency * Math.Cos(angle), down = -2 * Math.PI * frequency * Math.Sin(angle);
        foreach (var (row, column, weight) in _weights)
        {
            var (sin, cos) = Math.SinCos((right * column) + (down * row));
            real += weight * cos;
            imaginary += weight * sin;
        }

        return (real * real) + (imaginary * imaginary);
    }
}

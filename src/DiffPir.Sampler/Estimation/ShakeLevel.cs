namespace DiffPir.Sampler.Estimation;

/// <summary>One level of <see cref="ShakeEstimator"/>: the two steps that it takes in turn, each solved exactly by transforms.</summary>
internal sealed class ShakeLevel
{
    /// <summary>Weight of a small kernel against a well-fitting one, for planes of [0,1] and more of it where there is noise.</summary>
    private const double LeastRidge = 20, NoisyRidge = 80, NoisyFrom = 1.5 / 255;

    /// <summary>Weights below this share of the largest, and groups of weights with less than this share of the sum, are noise.</summary>
    private const float SmallWeight = 0.05f, SmallGroup = 0.1f;

    private readonly int _rows;
    private readonly int _columns;
    private readonly int _size;
    private readonly double _ridge;
    private readonly HostFourier _transform;
    private readonly float[] _blurred;
    private readonly Spectrum _spectrum;
    private readonly Spectrum _across;
    private readonly Spectrum _down;
    private readonly float[] _slope;

    /// <summary>Transforms the blurred plane.</summary>
    public ShakeLevel(float[] blurred, int rows, int columns, int size, double noise)
    {
        (_blurred, _rows, _columns, _size) = (blurred, rows, columns, size);
        _ridge = noise > NoisyFrom ? NoisyRidge : LeastRidge;
        _transform = new HostFourier(rows, columns);
        _spectrum = Transform(blurred);
        (_across, _down) = Gradients(blurred);

        // |D|^2 of periodic forward differences.
        int halfRows = _transform.HalfRows;
        _slope = new float[halfRows * columns];
        for (int i = 0; i < _slope.Length; i++)
        {
            _slope[i] = (float)(4 - (2 * Math.Cos(2 * Math.PI * (i / halfRows) / columns)) - (2 * Math.Cos(2 * Math.PI * (i % halfRows) / rows)));
        }
    }

    /// <summary>The kernel that turns the gradients of a sharp plane into those of the blurred one, cleaned, centred, of sum 1.</summary>
    /// <returns>size * size weights, row by row.</returns>
    public float[] SolveKernel(float[] sharp)
    {
        var (across, down) = Gradients(sharp);
        float[] real = new float[_slope.Length], imaginary = new float[_slope.Length], found = new float[sharp.Length];
        for (int i = 0; i < real.Length; i++)
        {
            double power = Square(across.Real[i]) + Square(across.Imaginary[i]) + Square(down.Real[i]) + Square(down.Imaginary[i]) + _ridge;
            real[i] = (float)(((across.Real[i] * _across.Real[i]) + (across.Imaginary[i] * _across.Imaginary[i])
                + (down.Real[i] * _down.Real[i]) + (down.Imaginary[i] * _down.Imaginary[i])) / power);
            imaginary[i] = (float)(((across.Real[i] * _across.Imaginary[i]) - (across.Imaginary[i] * _across.Real[i])
                + (down.Real[i] * _down.Imaginary[i]) - (down.Imaginary[i] * _down.Real[i])) / power);
        }

        _transform.Inverse(real, imaginary, found);
        return KernelCleaning.Clean(Middle(found), _size, SmallWeight, SmallGroup);
    }

    /// <summary>
    /// The plane with few gradients that a kernel blurs into this one: argmin |k * u - v|^2 + lambda |grad u|_0, by half-quadratic splitting.
    /// </summary>
    public float[] SolveSharp(float[] kernel, double lambda, double lastBeta)
    {
        var filter = Transform(Placed(kernel));
        float[] u = (float[])_blurred.Clone(), divergence = new float[u.Length], real = new float[_slope.Length], imaginary = new float[_slope.Length];
        for (double beta = 2 * lambda; beta < lastBeta; beta *= 2)
        {
            Divergence(u, (float)(lambda / beta), divergence);
            _transform.Forward(divergence, real, imaginary);
            float weight = (float)beta;
            for (int i = 0; i < real.Length; i++)
            {
                float a = filter.Real[i], b = filter.Imaginary[i], scale = 1 / ((a * a) + (b * b) + (weight * _slope[i]) + 1e-12f);
                real[i] = ((a * _spectrum.Real[i]) + (b * _spectrum.Imaginary[i]) + (weight * real[i])) * scale;
                imaginary[i] = ((a * _spectrum.Imaginary[i]) - (b * _spectrum.Real[i]) + (weight * imaginary[i])) * scale;
            }

            _transform.Inverse(real, imaginary, u);
        }

        return u;
    }

    /// <summary>D^T of the periodic gradients whose squared magnitude reaches a threshold.</summary>
    private void Divergence(float[] u, float threshold, float[] result)
    {
        Array.Clear(result);
        for (int y = 0; y < _rows; y++)
        {
            int below = y + 1 == _rows ? 0 : y + 1;
            for (int x = 0; x < _columns; x++)
            {
                int right = x + 1 == _columns ? 0 : x + 1, at = (y * _columns) + x, atRight = (y * _columns) + right, atBelow = (below * _columns) + x;
                float gx = u[atRight] - u[at], gy = u[atBelow] - u[at];
                if ((gx * gx) + (gy * gy) >= threshold)
                {
                    result[at] -= gx + gy;
                    result[atRight] += gx;
                    result[atBelow] += gy;
                }
            }
        }
    }

    /// <summary>Spectra of the forward differences along rows and down columns; the last ones are 0.</summary>
    private (Spectrum Across, Spectrum Down) Gradients(float[] plane)
    {
        float[] across = new float[plane.Length], down = new float[plane.Length];
        for (int i = 0; i < plane.Length; i++)
        {
            across[i] = i % _columns + 1 < _columns ? plane[i + 1] - plane[i] : 0;
            down[i] = i / _columns + 1 < _rows ? plane[i + _columns] - plane[i] : 0;
        }

        return (Transform(across), Transform(down));
    }

    private Spectrum Transform(float[] plane)
    {
        var spectrum = new Spectrum(new float[_transform.HalfRows * _columns], new float[_transform.HalfRows * _columns]);
        _transform.Forward(plane, spectrum.Real, spectrum.Imaginary);
        return spectrum;
    }

    /// <summary>The kernel on a plane, its origin at the first pixel.</summary>
    private float[] Placed(float[] kernel)
    {
        float[] plane = new float[_blurred.Length];
        for (int i = 0; i < kernel.Length; i++)
        {
            plane[PlaceOf(i)] = kernel[i];
        }

        return plane;
    }

    private float[] Middle(float[] plane) => [.. Enumerable.Range(0, _size * _size).Select(i => plane[PlaceOf(i)])];

    private int PlaceOf(int i)
    {
        int y = (i / _size) - (_size / 2), x = (i % _size) - (_size / 2);
        return ((y + _rows) % _rows * _columns) + ((x + _columns) % _columns);
    }

    private static double Square(double value) => value * value;

    private readonly record struct Spectrum(float[] Real, float[] Imaginary);
}

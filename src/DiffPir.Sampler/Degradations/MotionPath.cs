using System.Numerics;
using DiffPir.Kernels.RandomNumbers;

namespace DiffPir.Sampler;

/// <summary>
/// A random camera-shake trajectory drawn into a kernel, after the method of Levi Borodenko's "motionblur", which published deblurring
/// experiments use: a walk whose heading mostly keeps its sign, drawn as a line of 8-bit pixels on a canvas of twice the size, smoothed
/// and reduced. The statistics agree with that program; the random stream is our own.
/// </summary>
internal sealed class MotionPath(int size, double intensity, ulong seed)
{
    /// <summary>Separates this use of a seed from others.</summary>
    private const uint Stream = 0x4D4F544E;
    private const double Spread = 0.1;
    private const int White = 255;

    private readonly PhiloxRandom _random = new(seed, Stream);
    private readonly int _canvas = 2 * size;
    private readonly double _diagonal = Math.Sqrt(2) * 2 * size;

    /// <summary>Number of points of the path drawn last.</summary>
    public int PointCount { get; private set; }

    /// <summary>Length that the path drawn last was allowed.</summary>
    public double MaximumLength { get; private set; }

    /// <summary>Draws paths until one leaves a mark (a walk of a single point does not); weights 0..255, not normalised.</summary>
    public float[] Draw()
    {
        while (true)
        {
            var points = Points();
            PointCount = points.Count;
            byte[] kernel = EightBitFilters.HalveLanczos(EightBitFilters.Gaussian(Lines(points), _canvas, (int)(0.01 * _diagonal)), _canvas);
            if (points.Count > 1 && Array.Exists(kernel, value => value > 0))
            {
                return [.. kernel.Select(value => (float)value)];
            }
        }
    }

    /// <summary>The corners of the path in canvas pixels, real part x, imaginary part y.</summary>
    private List<Complex> Points()
    {
        MaximumLength = 0.75 * _diagonal * (_random.NextDouble() + _random.NextDouble(0, intensity * intensity));
        var steps = Steps(MaximumLength);
        double maximumAngle = _random.NextDouble(0, intensity * Math.PI);
        double flipProbability = SecondSmallestOf21();
        var points = new List<Complex>();
        var position = Complex.Zero;
        double angle = 0;
        foreach (double step in steps)
        {
            angle = points.Count == 0 ? _random.NextDouble(-maximumAngle, maximumAngle) : NextAngle(angle, maximumAngle, flipProbability);
            position += Complex.FromPolarCoordinates(step, angle);
            points.Add(position);
        }

        if (points.Count == 0)
        {
            return points;
        }

        var mean = points.Aggregate(Complex.Zero, (sum, point) => sum + point) / points.Count;
        var turn = Complex.FromPolarCoordinates(1, _random.NextDouble(0, Math.PI));
        var centre = new Complex(_canvas / 2.0, _canvas / 2.0);
        return [.. points.Select(point => ((point - mean) * turn) + centre)];
    }

    /// <summary>Step lengths, Beta(1, 30) distributed, until they fill the length.</summary>
    private List<double> Steps(double length)
    {
        var steps = new List<double>();
        for (double sum = 0; sum < length;)
        {
            double beta = 1 - Math.Pow(_random.NextDouble(), 1 / 30.0);
            double step = beta * (1 - intensity + Spread) * _diagonal;
            if (step < length)
            {
                steps.Add(step);
                sum += step;
            }
        }

        return steps;
    }

    /// <summary>A heading of triangular size (mode intensity * maximum), on the other side of zero with the given probability.</summary>
    private double NextAngle(double previous, double maximum, double flipProbability)
    {
        double right = maximum + Spread, mode = intensity * maximum, u = _random.NextDouble();
        double size = u < mode / right ? Math.Sqrt(u * right * mode) : right - Math.Sqrt((1 - u) * right * (right - mode));
        bool flip = _random.NextDouble() < flipProbability;
        return flip == (previous < 0) ? size : -size;
    }

    /// <summary>A Beta(2, 20) number: the second smallest of 21 uniform ones.</summary>
    private double SecondSmallestOf21() => Enumerable.Range(0, 21).Select(_ => _random.NextDouble()).Order().ElementAt(1);

    private byte[] Lines(List<Complex> points)
    {
        byte[] canvas = new byte[_canvas * _canvas];
        int width = Math.Max(1, (int)(_diagonal / 150));
        for (int i = 1; i < points.Count; i++)
        {
            Line(canvas, width, (int)points[i - 1].Real, (int)points[i - 1].Imaginary, (int)points[i].Real, (int)points[i].Imaginary);
        }

        return canvas;
    }

    /// <summary>Bresenham's line with a square pen.</summary>
    private void Line(byte[] canvas, int pen, int x, int y, int endX, int endY)
    {
        int spanX = Math.Abs(endX - x), spanY = -Math.Abs(endY - y), stepX = Math.Sign(endX - x), stepY = Math.Sign(endY - y);
        int error = spanX + spanY;
        while (true)
        {
            Dot(canvas, pen, x, y);
            if (x == endX && y == endY)
            {
                return;
            }

            int twice = 2 * error;
            if (twice >= spanY)
            {
                error += spanY;
                x += stepX;
            }

            if (twice <= spanX)
            {
                error += spanX;
                y += stepY;
            }
        }
    }

    private void Dot(byte[] canvas, int pen, int x, int y)
    {
        for (int row = y - ((pen - 1) / 2); row <= y + (pen / 2); row++)
        {
            for (int column = x - ((pen - 1) / 2); column <= x + (pen / 2); column++)
            {
                if (row >= 0 && row < _canvas && column >= 0 && column < _canvas)
                {
                    canvas[(row * _canvas) + column] = White;
                }
            }
        }
    }
}

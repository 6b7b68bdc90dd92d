namespace DiffPir.Sampler;

/// <summary>Blurs of photographs that two numbers describe: out of focus, and moved along a line.</summary>
public static class BlurShapes
{
    /// <summary>Largest radius or length in pixels.</summary>
    public const double Largest = 200;

    private const int Subpixels = 16;
    private const int PointsPerPixel = 64;

    /// <summary>A lens out of focus: a disk of even brightness, each pixel weighted by the part of it that is covered.</summary>
    /// <param name="radius">In pixels, above 0 and at most <see cref="Largest"/>.</param>
    public static BlurKernel Disk(double radius)
    {
        Require(radius, nameof(radius));
        int reach = (int)Math.Ceiling(radius - 0.5), side = (2 * reach) + 1;
        float[] values = new float[side * side];
        for (int i = 0; i < side * side * Subpixels * Subpixels; i++)
        {
            int row = i / (side * Subpixels), column = i % (side * Subpixels);
            double y = ((row + 0.5) / Subpixels) - (side / 2.0), x = ((column + 0.5) / Subpixels) - (side / 2.0);
            if ((x * x) + (y * y) <= radius * radius)
            {
                values[(row / Subpixels * side) + (column / Subpixels)]++;
            }
        }

        return BlurKernel.FromValues(side, side, values, normalize: true);
    }

    /// <summary>A steady movement along a line, each of its points shared among the four pixels around it.</summary>
    /// <param name="length">In pixels, above 0 and at most <see cref="Largest"/>.</param>
    /// <param name="degrees">From the horizontal, counter-clockwise as one looks at the picture.</param>
    public static BlurKernel Line(double length, double degrees)
    {
        Require(length, nameof(length));
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        int reach = (int)Math.Ceiling(length / 2), side = (2 * reach) + 1, points = (int)Math.Ceiling(length * PointsPerPixel);
        float[] values = new float[side * side];
        for (int i = 0; i < points; i++)
        {
            double along = length * (((i + 0.5) / points) - 0.5);
            double y = reach - (along * sin), x = reach + (along * cos);
            int row = Math.Min((int)y, side - 2), column = Math.Min((int)x, side - 2);
            float down = (float)(y - row), right = (float)(x - column);
            values[(row * side) + column] += (1 - down) * (1 - right);
            values[(row * side) + column + 1] += (1 - down) * right;
            values[((row + 1) * side) + column] += down * (1 - right);
            values[((row + 1) * side) + column + 1] += down * right;
        }

        return BlurKernel.FromValues(side, side, values, normalize: true);
    }

    private static void Require(double size, string name)
    {
        if (!(size > 0 && size <= Largest))
        {
            throw new ArgumentOutOfRangeException(name, size, $"must be above 0 and at most {Largest}");
        }
    }
}

namespace DiffPir.Sampler;

/// <summary>Smoothing and reduction of square 8-bit pictures, rounded after each pass, as common imaging libraries define them.</summary>
internal static class EightBitFilters
{
    private const int LanczosLobes = 3;

    /// <summary>
    /// Gaussian approximated by three box filters along each direction, with fractional ends so that their variance is a third of
    /// radius^2 each; edge pixels repeated.
    /// </summary>
    public static byte[] Gaussian(byte[] picture, int side, int radius)
    {
        if (radius == 0)
        {
            return picture;
        }

        double variance = radius * radius / 3.0;
        double whole = Math.Floor((Math.Sqrt((12 * variance) + 1) - 1) / 2);
        double fraction = ((2 * whole) + 1) * ((whole * (whole + 1)) - (3 * variance)) / (6 * (variance - ((whole + 1) * (whole + 1))));
        for (int direction = 0; direction < 2; direction++)
        {
            for (int pass = 0; pass < 3; pass++)
            {
                picture = BoxRows(picture, side, (int)whole, fraction);
            }

            picture = Transposed(picture, side, side);
        }

        return picture;
    }

    /// <summary>Antialiased Lanczos-3 reduction to half the side, along rows, then along columns.</summary>
    public static byte[] HalveLanczos(byte[] picture, int side)
    {
        byte[] narrow = Transposed(HalveRows(picture, side, side), side, side / 2);
        return Transposed(HalveRows(narrow, side / 2, side), side / 2, side / 2);
    }

    private static byte[] BoxRows(byte[] picture, int side, int whole, double fraction)
    {
        byte[] result = new byte[picture.Length];
        double norm = (2 * (whole + fraction)) + 1;
        for (int i = 0; i < picture.Length; i++)
        {
            var row = picture.AsSpan(i / side * side, side);
            int x = i % side;
            double sum = fraction * (row[Math.Max(x - whole - 1, 0)] + row[Math.Min(x + whole + 1, side - 1)]);
            for (int k = x - whole; k <= x + whole; k++)
            {
                sum += row[Math.Clamp(k, 0, side - 1)];
            }

            result[i] = (byte)((sum / norm) + 0.5);
        }

        return result;
    }

    private static byte[] HalveRows(byte[] picture, int rows, int width)
    {
        const double Support = 2 * LanczosLobes;
        byte[] result = new byte[rows * (width / 2)];
        for (int o = 0; o < width / 2; o++)
        {
            double centre = (2 * o) + 1;
            int first = Math.Max((int)(centre - Support + 0.5), 0), end = Math.Min((int)(centre + Support + 0.5), width);
            double[] weights = Enumerable.Range(first, end - first).Select(x => Lanczos((x + 0.5 - centre) / 2)).ToArray();
            double norm = weights.Sum();
            for (int y = 0; y < rows; y++)
            {
                double sum = 0;
                for (int k = 0; k < weights.Length; k++)
                {
                    sum += weights[k] * picture[(y * width) + first + k];
                }

                result[(y * (width / 2)) + o] = (byte)Math.Clamp(Math.Floor((sum / norm) + 0.5), 0, 255);
            }
        }

        return result;
    }

    private static double Lanczos(double x) => Math.Abs(x) >= LanczosLobes ? 0 : Sinc(x) * Sinc(x / LanczosLobes);

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    private static byte[] Transposed(byte[] picture, int rows, int columns)
    {
        byte[] result = new byte[picture.Length];
        for (int i = 0; i < picture.Length; i++)
        {
            result[(i % columns * rows) + (i / columns)] = picture[i];
        }

        return result;
    }
}

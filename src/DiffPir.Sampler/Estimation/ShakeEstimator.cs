namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Estimates the kernel of a shaken photograph from the photograph alone: coarse to fine, a sharp picture with few gradients (L0) and the
/// kernel that blurs its gradients into those of the photograph are found in turn (Pan et al. 2014; Anger, Facciolo and Delbracio, IPOL 2019).
/// </summary>
internal static class ShakeEstimator
{
    private const double LastLambda = 1e-4, LambdaDecay = 1.1, LastBeta = 1e5;
    private const int Iterations = 5;
    private const int SmallestKernel = 3;

    /// <summary>
    /// From one level to the next coarser one, in pixels. Halving leaves a level twice as much to find out, and gave kernels that were less like the true ones.
    /// </summary>
    private static readonly double Step = Math.Sqrt(2);

    /// <summary>Estimates a kernel.</summary>
    /// <param name="plane">Brightness, row by row; the whole of it is used.</param>
    /// <param name="rows">Rows, as <see cref="HostFourier.LengthAtMost"/> gives them.</param>
    /// <param name="columns">Columns, likewise.</param>
    /// <param name="size">Side of the kernel, odd, larger than the blur.</param>
    /// <param name="noise">Standard deviation of the noise on the scale of the plane.</param>
    /// <param name="lambda">What a gradient costs at first: the larger, the fewer edges are looked at.</param>
    public static BlurKernel Estimate(float[] plane, int rows, int columns, int size, double noise, double lambda)
    {
        var pyramid = new List<(float[] Plane, int Rows, int Columns, int Size)> { (Taper(Stretch(plane), rows, columns, size), rows, columns, size) };
        while (true)
        {
            var (finer, height, width, side) = pyramid[^1];
            int next = Math.Max(SmallestKernel, (int)(size / Math.Pow(Step, pyramid.Count))) | 1;
            if (Math.Min(height, width) / Step < 4 * next || next == side)
            {
                break;
            }

            var (coarser, coarseHeight, coarseWidth) = Reduce(finer, height, width);
            pyramid.Add((coarser, coarseHeight, coarseWidth, next));
        }

        float[]? sharp = null;
        (int Rows, int Columns) before = default;
        float[] kernel = [];
        for (int level = pyramid.Count - 1; level >= 0; level--)
        {
            var (blurred, height, width, side) = pyramid[level];
            sharp = sharp is null ? (float[])blurred.Clone() : Sample(sharp, before.Rows, before.Columns, height, width, 1 / Step);
            var solver = new ShakeLevel(blurred, height, width, side, noise);
            for (int i = 0; i < Iterations; i++)
            {
                kernel = solver.SolveKernel(sharp);
                sharp = solver.SolveSharp(kernel, lambda, LastBeta);
                lambda = Math.Max(lambda / LambdaDecay, LastLambda);
            }

            before = (height, width);
        }

        return BlurKernel.FromValues(size, size, kernel, normalize: true);
    }

    /// <summary>Spread over [0,1].</summary>
    private static float[] Stretch(float[] plane)
    {
        float least = plane.Min(), most = plane.Max(), scale = 1 / Math.Max(most - least, 1e-6f);
        return [.. plane.Select(v => (v - least) * scale)];
    }

    /// <summary>Towards its borders the plane becomes smooth, so that its periodic continuation has no edges.</summary>
    private static float[] Taper(float[] plane, int rows, int columns, int size)
    {
        float[] smooth = BoxBlur(plane, rows, columns, size);
        double Weight(int i, int length)
        {
            int fromEdge = Math.Min(i, length - 1 - i);
            return fromEdge >= size ? 1 : Math.Pow(Math.Sin(Math.PI * fromEdge / ((2 * size) - 1)), 2);
        }

        float[] result = new float[plane.Length];
        for (int i = 0; i < plane.Length; i++)
        {
            float weight = (float)(Weight(i / columns, rows) * Weight(i % columns, columns));
            result[i] = (weight * plane[i]) + ((1 - weight) * smooth[i]);
        }

        return result;
    }

    /// <summary>Periodic mean over squares.</summary>
    private static float[] BoxBlur(float[] plane, int rows, int columns, int size)
    {
        float[] across = new float[plane.Length];
        float[] result = new float[plane.Length];
        for (int i = 0; i < plane.Length; i++)
        {
            int y = i / columns, x = i % columns;
            for (int k = -(size / 2); k <= size / 2; k++)
            {
                across[i] += plane[(y * columns) + ((x + k + columns) % columns)] / size;
            }
        }

        for (int i = 0; i < plane.Length; i++)
        {
            int y = i / columns, x = i % columns;
            for (int k = -(size / 2); k <= size / 2; k++)
            {
                result[i] += across[((y + k + rows) % rows * columns) + x] / size;
            }
        }

        return result;
    }

    /// <summary>The plane under a Gaussian, smaller by a step, cut to sides that can be transformed.</summary>
    private static (float[] Plane, int Rows, int Columns) Reduce(float[] plane, int rows, int columns)
    {
        // As soft as a pixel of the coarser level is large, by the usual measure of half its side.
        var taps = BlurKernel.Gaussian(5, 0.5 * Math.Sqrt((Step * Step) - 1));
        float[] smooth = PeriodicConvolution.Apply(new PlanarImage(1, rows, columns, plane), taps).Data;
        int height = HostFourier.LengthAtMost((int)(rows / Step)), width = HostFourier.LengthAtMost((int)(columns / Step));
        return (Sample(smooth, rows, columns, height, width, Step), height, width);
    }

    /// <summary>Values at points so many pixels apart by linear interpolation, the last row and column repeated beyond them.</summary>
    private static float[] Sample(float[] plane, int rows, int columns, int height, int width, double distance)
    {
        float[] result = new float[height * width];
        for (int i = 0; i < result.Length; i++)
        {
            double y = Math.Min((i / width) * distance, rows - 1.001), x = Math.Min((i % width) * distance, columns - 1.001);
            int row = (int)y, column = (int)x, at = (row * columns) + column;
            double down = y - row, right = x - column;
            result[i] = (float)(((1 - down) * (((1 - right) * plane[at]) + (right * plane[at + 1])))
                + (down * (((1 - right) * plane[at + columns]) + (right * plane[at + columns + 1]))));
        }

        return result;
    }
}

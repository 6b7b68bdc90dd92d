using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Kernels.Solvers;

namespace DiffPir.Sampler;

/// <summary>
/// The Wiener filter for photographs, whose power falls with the square of the frequency: the mean of x given y = H x + n where differences
/// between neighbouring pixels are independent, argmin_x ||y - H x||^2 / sigma^2 + ||grad x||^2 / gamma^2. Solved by conjugate gradients, so that it
/// serves every operator: in the holes of a mask it is the harmonic continuation.
/// </summary>
internal static class WienerFilter
{
    /// <summary>Standard deviation in grey levels of the difference between neighbouring pixels of a photograph (gamma).</summary>
    private const double Difference = 24;

    /// <summary>Less noise than rounding to grey levels leaves is not believed.</summary>
    private const double LeastNoise = 0.5;

    private const int Rounds = 200;

    /// <summary>Computes the picture.</summary>
    /// <param name="linear">H.</param>
    /// <param name="y">The measurement.</param>
    /// <param name="noiseLevel">Standard deviation of its noise in grey levels.</param>
    /// <returns>The values of the canvas, on [-1,1].</returns>
    public static float[] Solve(LinearOperator linear, Tensor y, double noiseLevel)
    {
        var device = linear.Device;
        double ratio = Math.Pow(Math.Max(LeastNoise, noiseLevel) / Difference, 2);
        using var solver = new ConjugateGradients(device, linear.Domain);
        using var seen = device.Allocate(linear.Range);
        using var rough = device.Allocate(linear.Domain);
        using var residual = device.Allocate(linear.Domain);
        using var solution = device.Allocate(linear.Domain);
        linear.Adjoint(y, residual);
        solver.Solve(
            (from, to) =>
            {
                linear.Apply(from, seen);
                linear.Adjoint(seen, to);
                rough.Upload(Roughness(from.Download(), linear.Domain));
                VectorOperations.Combine(device, to, 1, to, ratio, rough);
            },
            null, residual, solution, Rounds);
        return solution.Download();
    }

    /// <summary>The derivative of ||grad x||^2 / 2: for each pixel the sum of its differences from those beside it, above and below.</summary>
    private static float[] Roughness(float[] x, TensorShape shape)
    {
        float[] result = new float[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            int column = i % shape.W, row = i / shape.W % shape.H;
            if (column + 1 < shape.W)
            {
                AddDifference(i, i + 1);
            }

            if (row + 1 < shape.H)
            {
                AddDifference(i, i + shape.W);
            }
        }

        return result;

        void AddDifference(int one, int other)
        {
            float difference = x[one] - x[other];
            result[one] += difference;
            result[other] -= difference;
        }
    }
}

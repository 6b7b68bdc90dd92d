using DiffPir.Kernels.Circulant;


namespace DiffPir.Kernels.SelfTests;

/// <summary>Blur and reduction by Fourier transforms, of lengths that split into small factors and of primes, and the data step.</summary>
internal static class FourierCases
{
    private const int Images = 1, Channels = 3, KernelRows = 5, KernelColumns = 3;

    private static readonly float[] Kernel = OperationRunner.Values(KernelRows * KernelColumns, 60);

    /// <summary>All of them.</summary>
    public static IEnumerable<SelfTestCase> All { get; } =
    [
        new("Fourier transform, small factors", 1e-5, static device => Blur(device, 12, 20, 1)),
        new("Fourier transform, primes", 1e-5, static device => Blur(device, 11, 13, 1)),
        new("blur and reduction", 1e-5, static device => Blur(device, 12, 18, 3)),
        new("transposed blur and reduction", 1e-5, static device => Adjoint(device, 12, 18, 2)),
        new("data step", 1e-4, static device => DataStep(device, 12, 14, 2)),
    ];

    private static (double[] Actual, double[] Expected) Blur(ComputeDevice device, int rows, int columns, int scale)
    {
        TensorShape shape = new(Images, Channels, rows, columns), reduced = new(Images, Channels, rows / scale, columns / scale);
        float[] picture = OperationRunner.Values(shape.Elements, 61);
        using var blur = new CirculantOperator(device, Model(rows, columns, scale), Images, Channels);
        using Tensor x = OperationRunner.Upload(device, shape, picture), y = device.Allocate(reduced);
        blur.Apply(x, y);
        return (Reference.Doubles(y.Download()), PlainBlur(Reference.Doubles(picture), shape, scale));
    }

    private static (double[] Actual, double[] Expected) Adjoint(ComputeDevice device, int rows, int columns, int scale)
    {
        TensorShape shape = new(Images, Channels, rows, columns), reduced = new(Images, Channels, rows / scale, columns / scale);
        float[] measured = OperationRunner.Values(reduced.Elements, 62);
        using var blur = new CirculantOperator(device, Model(rows, columns, scale), Images, Channels);
        using Tensor x = device.Allocate(shape), y = OperationRunner.Upload(device, reduced, measured);
        blur.Adjoint(y, x);
        return (Reference.Doubles(x.Download()), PlainAdjoint(Reference.Doubles(measured), shape, scale));
    }

    /// <summary>z minimises |y - H z|^2 + rho |z - z0|^2: H^T (y - H z) = rho (z - z0), where x = 2 z - 1.</summary>
    private static (double[] Actual, double[] Expected) DataStep(ComputeDevice device, int rows, int columns, int scale)
    {
        const double rho = 0.3;
        TensorShape shape = new(Images, Channels, rows, columns), reduced = new(Images, Channels, rows / scale, columns / scale);
        float[] before = OperationRunner.Values(shape.Elements, 63), measured = OperationRunner.Values(reduced.Elements, 64);
        using Tensor x = OperationRunner.Upload(device, shape, before), y = OperationRunner.Upload(device, reduced, measured);
        using var step = new CirculantDataStep(device, Model(rows, columns, scale), shape, y);
        step.Apply(x, rho);
        double[] z = [.. x.Download().Select(static value => (value + 1.0) / 2)];
        double[] left = [.. PlainBlur(z, shape, scale).Zip(measured, static (seen, value) => value - seen)];
        return (PlainAdjoint(left, shape, scale), [.. z.Zip(before, static (now, then) => rho * (now - ((then + 1.0) / 2)))]);
    }

    private static CirculantModel Model(int rows, int columns, int scale) => new(rows, columns, scale, KernelRows, KernelColumns, Kernel);

    private static double[] PlainBlur(double[] x, TensorShape shape, int scale)
    {
        int h = shape.H / scale, w = shape.W / scale;
        double[] y = new double[shape.N * shape.C * h * w];
        ForEachTap(shape, scale, (at, from, weight) => y[at] += weight * x[from]);
        return y;
    }

    private static double[] PlainAdjoint(double[] y, TensorShape shape, int scale)
    {
        double[] x = new double[shape.Elements];
        ForEachTap(shape, scale, (at, from, weight) => x[from] += weight * y[at]);
        return x;
    }

    /// <summary>Each pixel of the reduced picture with each pixel that it is made of, and the weight.</summary>
    private static void ForEachTap(TensorShape shape, int scale, Action<int, int, double> visit)
    {
        int h = shape.H / scale, w = shape.W / scale;
        for (int at = 0; at < shape.N * shape.C * h * w; at++)
        {
            int plane = at / (h * w), row = at / w % h * scale, column = at % w * scale;
            for (int i = 0; i < Kernel.Length; i++)
            {
                int r = row - ((i / KernelColumns) - (KernelRows / 2)), c = column - ((i % KernelColumns) - (KernelColumns / 2));
                visit(at, (((plane * shape.H) + ((r + shape.H) % shape.H)) * shape.W) + ((c + shape.W) % shape.W), Kernel[i]);
            }
        }
    }
}

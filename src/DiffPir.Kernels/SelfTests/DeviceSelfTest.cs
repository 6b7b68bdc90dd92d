using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.SelfTests;

/// <summary>
/// Computes an operation of each family on a device and compares with plain definitions in double precision: shows, in seconds, whether a driver
/// compiles the kernels to what they mean.
/// </summary>
public static class DeviceSelfTest
{
    /// <summary>Tests every family of operations; one that fails does not stop the others.</summary>
    /// <param name="device">The device.</param>
    /// <param name="cancellation">Looked at between two operations.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<SelfTestResult> Run(ComputeDevice device, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Run(device, [.. NetworkCases.For(device), .. GradientCases.For(device), .. FourierCases.All, .. PictureCases.All], cancellation);
    }

    /// <inheritdoc cref="Run(ComputeDevice, CancellationToken)"/>
    /// <param name="device">The device.</param>
    /// <param name="cases">What is tested.</param>
    /// <param name="cancellation">Looked at between two operations.</param>
    internal static IReadOnlyList<SelfTestResult> Run(ComputeDevice device, IEnumerable<SelfTestCase> cases, CancellationToken cancellation)
    {
        var results = new List<SelfTestResult>();
        foreach (var (operation, bound, compute) in cases)
        {
            cancellation.ThrowIfCancellationRequested();
            results.Add(Measure(device, operation, bound, compute));
        }

        return results;
    }

    /// <summary>Tests one operation; that a device cannot compute it is a result, too.</summary>
    /// <param name="device">The device.</param>
    /// <param name="operation">Its name, for people.</param>
    /// <param name="bound">The largest relative Euclidean distance of what is computed from what is expected.</param>
    /// <param name="compute">What a device computes, and what is expected.</param>
    public static SelfTestResult Measure(ComputeDevice device, string operation, double bound,
        Func<ComputeDevice, (double[] Actual, double[] Expected)> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        long start = Stopwatch.GetTimestamp();
        double error = double.NaN;
        string? problem = null;
        try
        {
            var (actual, expected) = compute(device);
            error = Distance(actual, expected);
        }
        catch (Exception e) when (e is DeviceException or AcceleratorException or InternalCompilerException or NotSupportedException)
        {
            problem = e.Message.ReplaceLineEndings(" ");
        }

        return new(operation, error, bound, Stopwatch.GetElapsedTime(start).TotalMilliseconds, problem);
    }

    private static double Distance(double[] actual, double[] expected)
    {
        double difference = 0, norm = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            norm += expected[i] * expected[i];
        }

        return Math.Sqrt(difference / norm);
    }
}

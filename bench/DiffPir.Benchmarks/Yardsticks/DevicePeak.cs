using System.Diagnostics;
using DiffPir.Benchmarks.Operations;
using DiffPir.Kernels;
using DiffPir.Kernels.Intrinsics;
using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Benchmarks.Yardsticks;

/// <summary>What a device reaches at best, measured: the yardstick of every rate.</summary>
/// <param name="Gigaflops">10^9 floating-point operations a second of multiply-adds on registers and first-level cache.</param>
/// <param name="Gigabytes">10^9 bytes a second, read and written, of copying between large buffers in order.</param>
internal sealed record DevicePeak(double Gigaflops, double Gigabytes)
{
    // 128 MiB: larger than caches.
    private const int CopiedFloats = 32 << 20;

    private static readonly Lazy<DevicePeak> OfWorkplace = new(() => Measure(Workplace.Device));

    /// <summary>That of the device which the benchmarks use.</summary>
    public static DevicePeak Current => OfWorkplace.Value;

    /// <summary>Measures a device; takes a second or two.</summary>
    public static DevicePeak Measure(ComputeDevice device)
    {
        using var bench = new Bench(device);
        var (multiplyAdds, compute) = device.IsProcessor ? Tiles(bench) : Scalars(bench);
        return new(2 * multiplyAdds / Nanoseconds(device, compute), 2.0 * sizeof(float) * CopiedFloats / Nanoseconds(device, Copy(bench)));
    }

    // Eight work-items a thread, a few milliseconds in all.
    private static (double MultiplyAdds, Action Launch) Tiles(Bench bench)
    {
        int items = 8 * bench.Device.Threads, rounds = bench.Device.Description.Kind == DeviceKind.Cpu ? 4 : 1000;
        var x = bench.Place(new(1, PeakKernels.Channels, 1, 8)).View;
        var w = bench.Place(new(1, 32, 1, PeakKernels.Channels)).View;
        var y = bench.Scratch(items * 256);
        var kernel = bench.Device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, int>(PeakKernels.Tiles);
        return ((double)items * rounds * PeakKernels.TileMultiplyAdds, () => kernel(ComputeDevice.Single(items), x, w, y, rounds));
    }

    private static (double MultiplyAdds, Action Launch) Scalars(Bench bench)
    {
        const int Threads = 1 << 18, Rounds = 8192;
        var y = bench.Scratch(Threads);
        var kernel = bench.Device.Load<ArrayView<float>, float, float, int>(PeakKernels.Scalars);
        var config = new KernelConfig(Threads / 256, 256);
        return ((double)Threads * Rounds * PeakKernels.ScalarMultiplyAdds, () => kernel(config, y, 0.5f, 0.25f, Rounds));
    }

    private static Action Copy(Bench bench)
    {
        var x = bench.Scratch(CopiedFloats);
        var y = bench.Scratch(CopiedFloats);
        x.MemSet(bench.Device.Stream, 0); // touched once, so that the pages exist
        bool processor = bench.Device.IsProcessor;
        int perItem = processor ? 1 << 16 : 1, group = processor ? 1 : 256;
        var config = new KernelConfig(CopiedFloats / perItem / group, group);
        var kernel = bench.Device.Load<ArrayView<float>, ArrayView<float>, int>(
            processor ? PeakKernels.Copy<Lanes16> : PeakKernels.Copy<Lanes1>);
        return () => kernel(config, x, y, perItem);
    }

    // The best of half a second: a peak is what nothing disturbed.
    private static double Nanoseconds(ComputeDevice device, Action launch)
    {
        launch();
        device.Synchronize();
        double best = double.MaxValue;
        long begin = Stopwatch.GetTimestamp();
        do
        {
            long start = Stopwatch.GetTimestamp();
            launch();
            device.Synchronize();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }
        while (Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(0.5));

        return best;
    }
}

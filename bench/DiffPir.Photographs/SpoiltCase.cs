using System.Diagnostics;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>A photograph that was spoilt.</summary>
/// <param name="Truth">The photograph.</param>
/// <param name="Degradation">What was done to it.</param>
/// <param name="Measured">What came of it.</param>
/// <param name="Noise">Standard deviation of the noise in grey levels.</param>
/// <param name="Seed">Seed of all noise.</param>
internal sealed record SpoiltCase(PlanarImage Truth, Degradation Degradation, PlanarImage Measured, double Noise, ulong Seed)
{
    /// <summary>Restores photographs: means of their PSNR in dB and SSIM, and seconds each.</summary>
    public static (double Psnr, double Ssim, double Seconds) Measure(LoadedEngine engine, IReadOnlyList<SpoiltCase> cases, MethodOptions options) =>
        Measure(cases, one => one.Restore(engine, options));

    /// <summary>The same of any way to restore them.</summary>
    public static (double Psnr, double Ssim, double Seconds) Measure(IReadOnlyList<SpoiltCase> cases, Func<SpoiltCase, PlanarImage> restore)
    {
        var clock = Stopwatch.StartNew();
        PlanarImage[] results = [.. cases.Select(restore)];
        double seconds = clock.Elapsed.TotalSeconds / cases.Count;
        return (
            results.Select((result, i) => ImageMetrics.Psnr(result, cases[i].Truth)).Average(),
            results.Select((result, i) => ImageMetrics.Ssim(result, cases[i].Truth)).Average(), seconds);
    }

    private PlanarImage Restore(LoadedEngine engine, MethodOptions options) =>
        engine.Restore(new RestorationJob { Degradation = Degradation, Noise = Noise, Options = options, Seed = Seed }, Measured).Image;
}

using System.Globalization;
using DiffPir.Benchmarks;
using DiffPir.Kernels;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>
/// The verb <c>coarse</c>: what it costs, and saves, that the prior looks at noisy pictures at a lower resolution, by the noise from which on it does.
/// </summary>
internal static class CoarseTable
{
    /// <summary>Measures and prints; 0 stands for the full resolution always.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        int every = arguments.Number("--every", 1, 1);
        int side = arguments.Number("--side", 256, 64);
        int steps = arguments.Number("--steps", 20, 2);
        int threads = arguments.Number("--threads", Environment.ProcessorCount, 1);
        double[] levels = arguments.Reals("--levels", "0,1,0.8,0.6", 0);
        var choice = EngineChoice.Read(arguments);
        arguments.RequireEmpty();
        PlanarImage[] photographs = [.. PhotographFolder.Read(folder, every).Select(photograph => Spoiling.Centre(photograph.Image, side, side))];
        using var engine = choice.Open(threads, Precision.Auto);

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{photographs.Length} photographs of {side}x{side}, {steps} steps; mean PSNR in dB / SSIM, seconds each, by the setting coarse; {engine.DeviceName}"));
        SpoiltTable.Print(engine, photographs, SpoiltTask.All,
        [
            .. levels.Select(level => (
                level == 0 ? "never" : level.ToString(CultureInfo.InvariantCulture),
                (Func<DiffPirOptions, MethodOptions>)(defaults => defaults with { Steps = steps, Coarse = level == 0 ? null : level }))),
        ]);
    }
}

using System.Globalization;
using DiffPir.Benchmarks;
using DiffPir.Cli.Options;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>The verb <c>quality</c>: what <c>--quality fast</c>, <c>balanced</c> and <c>best</c> are worth on noisy tasks, as rows of a table.</summary>
internal static class QualityTable
{
    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        int every = arguments.Number("--every", 1, 1);
        int side = arguments.Number("--side", 256, 64);
        int threads = arguments.Number("--threads", Environment.ProcessorCount, 1);
        var choice = EngineChoice.Read(arguments);
        arguments.RequireEmpty();
        PlanarImage[] photographs = [.. PhotographFolder.Read(folder, every).Select(photograph => Spoiling.Centre(photograph.Image, side, side))];
        using var engine = choice.Open(threads);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{photographs.Length} photographs of {side}x{side}; mean PSNR in dB / SSIM, seconds each; {engine.DeviceName}"));
        SpoiltTable.Print(engine, photographs, SpoiltTask.Noisy,
        [
            .. Enum.GetValues<Quality>().Select(static quality =>
                (quality.ToString().ToLowerInvariant(), (Func<DiffPirOptions, MethodOptions>)(defaults => QualitySettings.Apply(defaults, quality)))),
        ]);
    }
}

using System.Globalization;
using DiffPir.Benchmarks;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>
/// The verb <c>filling</c>: PSNR and SSIM of photographs with missing pixels, scattered, in a hole and under scratches, filled in plainly (harmonic), by
/// DiffPIR from noise as published and from what is around the missing ones, and by DPIR from the same; where there is noise, by the mean too.
/// </summary>
internal static class FillingTable
{
    private const double Noisy = 12.75;
    private const float LeastVisible = 0.05f;

    private static readonly SpoiltTask[] Tasks =
    [
        Scattered(0.2), Scattered(0.5), Scattered(0.7), Scattered(0.9), Scattered(0.2) with { Noise = Noisy }, Scattered(0.7) with { Noise = 5 },
        Scattered(0.7) with { Noise = Noisy }, SmallHole, SmallHole with { Noise = 5 }, SmallHole with { Noise = Noisy }, SmallHole with { Noise = 25 },
        new("scratches and dust", 5, Scratched), new("scratches and dust", Noisy, Scratched),
        new("a hole of 1/7", 0,
            static (image, seed) => new Inpainting(PixelMask.Box(image.Height, image.Width, image.Height * 3 / 8, image.Width * 3 / 8, seed))),
    ];

    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        var (every, side) = (arguments.Number("--every", 1, 1), arguments.Number("--side", 256, 32));
        bool noisyOnly = arguments.Switch("--noisy");
        var choice = EngineChoice.Read(arguments);
        arguments.RequireEmpty();
        PlanarImage[] photographs = [.. PhotographFolder.Read(folder, every).Select(photograph => Spoiling.Centre(photograph.Image, side, side))];
        using var engine = choice.Open();
        Console.WriteLine($"{photographs.Length} photographs, the central {side}x{side} pixels; PSNR in dB / SSIM; {engine.DeviceName}");
        foreach (var task in Tasks.Where(task => task.Noise > 0 || !noisyOnly))
        {
            var cases = task.Spoil(photographs);
            var diffpir = DiffPirOptions.Default(cases[0].Degradation, task.Noise);
            var dpir = new DpirMethod().Defaults(cases[0].Degradation, task.Noise);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{task.Name}, noise {task.Noise}"));
            Print("harmonic", one => engine.Plain.Wiener(one.Degradation, one.Measured, one.Noise, one.Truth.Channels));
            if (task.Noise == 0)
            {
                Print("DiffPIR, from noise", By(diffpir with { Guess = FirstGuess.Measured }));
            }

            Print("DiffPIR", By(diffpir));
            Print("DPIR", By(dpir));
            if (task.Noise > 0)
            {
                Print("the mean", By(PosteriorMeanOptions.Default(cases[0].Degradation)));
            }

            Func<SpoiltCase, PlanarImage> By(MethodOptions options) => one => engine.Undo(one.Degradation, one.Noise, one.Measured, options);

            void Print(string way, Func<SpoiltCase, PlanarImage> restore)
            {
                var (psnr, ssim, _) = SpoiltCase.Measure(cases, restore);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {psnr,6:0.00} / {ssim:0.000}  {way}"));
            }
        }
    }

    private static SpoiltTask SmallHole => new(
        "a hole of 1/64", 0, static (image, seed) => new Inpainting(PixelMask.Box(image.Height, image.Width, image.Height / 8, image.Width / 8, seed)));

    private static Inpainting Scratched(PlanarImage image, ulong seed)
    {
        float[] opacity = Scratching.Apply(image, (int)seed, least: 1, most: 1).Opacity;
        return new(new(image.Height, image.Width, [.. opacity.Select(static value => value < LeastVisible)]));
    }

    private static SpoiltTask Scattered(double share) =>
        new($"{100 * share:0} % missing", 0, (image, seed) => new Inpainting(PixelMask.Random(image.Height, image.Width, share, seed)));
}

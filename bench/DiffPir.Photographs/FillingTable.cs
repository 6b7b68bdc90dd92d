using System.Globalization;
using DiffPir.Benchmarks;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>
/// The verb <c>filling</c>: PSNR and SSIM of photographs with missing pixels, scattered and in a hole, filled in plainly (harmonic), by DiffPIR from noise as
/// published and from what is around the missing ones, and by DPIR from the same.
/// </summary>
internal static class FillingTable
{
    private static readonly (string Name, double Noise, Func<PlanarImage, ulong, PixelMask> Mask)[] Tasks =
    [
        ("20 % missing", 0, static (image, seed) => PixelMask.Random(image.Height, image.Width, 0.2, seed)),
        ("50 % missing", 0, static (image, seed) => PixelMask.Random(image.Height, image.Width, 0.5, seed)),
        ("70 % missing", 0, static (image, seed) => PixelMask.Random(image.Height, image.Width, 0.7, seed)),
        ("90 % missing", 0, static (image, seed) => PixelMask.Random(image.Height, image.Width, 0.9, seed)),
        ("70 % missing", 5, static (image, seed) => PixelMask.Random(image.Height, image.Width, 0.7, seed)),
        ("a hole of 1/64", 0, static (image, seed) => PixelMask.Box(image.Height, image.Width, image.Height / 8, image.Width / 8, seed)),
        ("a hole of 1/7", 0, static (image, seed) => PixelMask.Box(image.Height, image.Width, image.Height * 3 / 8, image.Width * 3 / 8, seed)),
    ];

    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        var (every, side) = (arguments.Number("--every", 1, 1), arguments.Number("--side", 256, 32));
        var choice = EngineChoice.Read(arguments);
        arguments.RequireEmpty();
        var photographs = PhotographFolder.Read(folder, every);
        using var engine = choice.Open();
        Console.WriteLine($"{photographs.Count} photographs, the central {side}x{side} pixels; PSNR in dB / SSIM; {engine.DeviceName}");
        foreach (var (name, noise, mask) in Tasks)
        {
            List<(string Way, double Psnr, double Ssim)> rows = [];
            foreach (var (photograph, i) in photographs.Select(static (photograph, i) => (photograph, (ulong)i)))
            {
                var truth = Spoiling.Centre(photograph.Image, side, side);
                var degradation = new Inpainting(mask(truth, i));
                var measured = degradation.Degrade(truth, noise, i);
                var diffpir = DiffPirOptions.Default(degradation, noise);
                Add("harmonic", engine.Plain.Wiener(degradation, measured, noise, truth.Channels));
                Add("DiffPIR, from noise", engine.Undo(degradation, noise, measured, diffpir with { Guess = FirstGuess.Measured }));
                Add("DiffPIR", engine.Undo(degradation, noise, measured, diffpir));
                Add("DPIR", engine.Undo(degradation, noise, measured, new DpirMethod().Defaults(degradation, noise)));
                void Add(string way, PlanarImage result) => rows.Add((way, ImageMetrics.Psnr(result, truth), ImageMetrics.Ssim(result, truth)));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, noise {noise}"));
            foreach (var way in rows.GroupBy(static row => row.Way))
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"  {way.Average(static row => row.Psnr),6:0.00} / {way.Average(static row => row.Ssim):0.000}  {way.Key}"));
            }
        }
    }
}

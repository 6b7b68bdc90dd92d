using System.Diagnostics;
using DiffPir.Benchmarks;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>
/// The verb <c>denoise</c>: the mean in one or more evaluations beside non-local means and sampling, with the noise told and with the noise estimated, of
/// PNG files or of JPEG files that were noisy before they were compressed: colour photographs, grey ones, or sepia prints of grey ones.
/// </summary>
internal static class DenoiseTable
{
    /// <summary>Of non-local means the strength, over the noise, that is best on these very pictures is shown.</summary>
    private static readonly double[] Strengths = [0.7, 1, 1.4];

    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        int every = arguments.Number("--every", 1, 1);
        double[] levels = arguments.Reals("--levels", "10,25,50", 0.1);
        var file = new FileKind(arguments.Number("--quality", 0, 0));
        bool brief = arguments.Switch("--brief"), isTinted = arguments.Switch("--tint"), isGrey = arguments.Switch("--grey") || isTinted;
        bool isClipped = !arguments.Switch("--unclipped");
        var choice = EngineChoice.Read(arguments);
        arguments.RequireEmpty();
        if (file.IsJpeg && !isClipped)
        {
            throw new ArgumentException("a JPEG file holds 8 bits: --quality does not go with --unclipped");
        }

        var photographs = PhotographFolder.Read(folder, every).Select(p => isGrey ? p with { Image = p.Image.MeanOfChannels() } : p).ToList();
        var tables = file.Tables;
        using var engine = choice.Open();
        Func<PlanarImage, PlanarImage> print = isTinted ? Tinting.Sepia : static picture => picture;

        Console.WriteLine(
            $"{photographs.Count} photographs{(isTinted ? " as sepia prints of grey ones" : "")}, noise {(isClipped ? "clipped and rounded to 8 bits" : "neither clipped nor rounded")}{(file.IsJpeg ? $", JPEG of quality {file.Quality}" : "")}; PSNR in dB / SSIM; {engine.DeviceName}");
        Console.WriteLine($"{"",-44}{string.Concat(levels.Select(static l => $"{l,18}"))}");
        Print("noisy", static (noisy, _) => [noisy]);
        if (!isClipped)
        {
            // There is nothing to infer: one evaluation is the mean.
            Print("one evaluation", Mean(1));
        }

        Print("non-local means at its best", static (noisy, level) => NonLocalMeans.Filter(noisy, [.. Strengths.Select(s => s * level)]));
        if (!isClipped)
        {
            return;
        }

        Print("2 evaluations, noise estimated",
            (noisy, _) => [engine.Undo(new Denoising(), AssumedNoise.ToRemove(noisy, tables).Level, noisy, new PosteriorMeanOptions())]);
        if (!brief)
        {
            Print("one evaluation", Mean(1));
            Print("clipped values as bounds, 2 evaluations", Mean(2));
            Print("the same, 3 evaluations", Mean(3));
            Print("sampling in 20 evaluations", (noisy, level) => [engine.Undo(new Denoising(), level, noisy)]);
        }

        Func<PlanarImage, double, PlanarImage[]> Mean(int steps) =>
            (noisy, level) => [engine.Undo(new Denoising(), level, noisy, new PosteriorMeanOptions { Steps = steps })];

        // Of a way with several settings the one that is best over all photographs.
        void Print(string what, Func<PlanarImage, double, PlanarImage[]> restore)
        {
            var clock = Stopwatch.StartNew();
            string[] cells = levels.Select(level =>
            {
                var results = photographs.Select((photograph, i) =>
                {
                    var clean = print(photograph.Image);
                    var noisy = isClipped
                        ? file.Keep(Spoiling.ToEightBits(print(Spoiling.WithNoise(photograph.Image, level, (ulong)i))))
                        : print(new Denoising().Degrade(photograph.Image, level, (ulong)i));
                    return restore(noisy, level).Select(result => (Psnr: ImageMetrics.Psnr(result, clean), Ssim: ImageMetrics.Ssim(result, clean))).ToArray();
                }).ToArray();
                var (psnr, ssim) = Enumerable.Range(0, results[0].Length)
                    .Select(s => (Psnr: results.Average(r => r[s].Psnr), Ssim: results.Average(r => r[s].Ssim))).MaxBy(static mean => mean.Psnr);
                return $"{psnr,10:0.00} / {ssim:0.000}";
            }).ToArray();
            Console.WriteLine($"{what,-44}{string.Concat(cells)}   {clock.Elapsed.TotalSeconds / (levels.Length * photographs.Count):0.00} s each");
        }
    }
}

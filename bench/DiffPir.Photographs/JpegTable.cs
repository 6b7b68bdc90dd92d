using System.Diagnostics;
using DiffPir.Benchmarks;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Photographs;

/// <summary>
/// The verb <c>jpeg</c>: what JPEG compression took, given back within the intervals of its coefficients, beside what takes it for noise.
/// </summary>
internal static class JpegTable
{
    /// <summary>Of non-local means the strength that is best on these very pictures is shown.</summary>
    private static readonly double[] Strengths = [3, 6, 10];

    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        int every = arguments.Number("--every", 1, 1);
        var choice = EngineChoice.Read(arguments);
        var options = With(new JpegMeanOptions(), arguments.Words("--options", []));
        int[] qualities = arguments.Numbers("--qualities", "10,20,40,75", 1);
        bool plain = arguments.Switch("--no-references");
        arguments.RequireEmpty();
        var photographs = PhotographFolder.Read(folder, every).Where(static p => p.Image.Channels == 3).ToArray();
        using var engine = choice.Open();
        Console.WriteLine($"{photographs.Length} photographs as JPEG files; PSNR in dB / SSIM; {engine.DeviceName}");
        var table = Table.Of(qualities, photographs);
        table.Print("input", static file => file.Pixels);
        if (!plain)
        {
            table.PrintBest("non-local means", Strengths, NonLocalMeans.Filter);
            table.Print("taken for noise (denoise)", file => Restore(file, new Denoising(), new PosteriorMeanOptions()));
        }

        table.Print("within the intervals (jpeg)", file => Restore(file, new JpegCompression(file.Coding), options));

        PlanarImage Restore(JpegPicture file, Degradation degradation, MethodOptions options) =>
            engine.Undo(degradation, file.Noise, file.Pixels, options);
    }

    private static MethodOptions With(MethodOptions options, string[] settings) =>
        settings.Aggregate(options, static (so, setting) => setting.Split('=') is [var name, var value]
            ? MethodSettings.With(so, name, value)
            : throw new ArgumentException($"--options has '{setting}', expected NAME=VALUE"));

    /// <summary>A photograph that went through a JPEG file.</summary>
    private sealed record JpegPicture(PlanarImage Truth, PlanarImage Pixels, JpegCoding Coding)
    {
        public double Noise { get; } = NoiseEstimator.Estimate(Pixels).LevelToAssume(Coding.Tables);
    }

    /// <summary>Rows of a table with a column for each quality.</summary>
    private sealed class Table(JpegPicture[][] files)
    {
        public static Table Of(int[] qualities, IReadOnlyList<(string Name, PlanarImage Image)> photographs)
        {
            Console.WriteLine($"{"",-32}{string.Concat(qualities.Select(static q => $"{q,17}"))}");
            return new([.. qualities.Select(quality => photographs.Select(photograph =>
            {
                byte[] bytes = JpegFile.Encode(photograph.Image, quality);
                return new JpegPicture(photograph.Image, ImageReader.Decode(photograph.Name, bytes, ImageLimits.DefaultMaxPixels).Pixels,
                    JpegHeader.TryRead(bytes)!);
            }).ToArray())]);
        }

        public void Print(string what, Func<JpegPicture, PlanarImage> restore)
        {
            var clock = Stopwatch.StartNew();
            var cells = files.Select(column => Mean([.. column.Select(file => Score(restore(file), file.Truth))])).ToArray();
            Write(what, cells, clock);
        }

        public void PrintBest(string what, double[] settings, Func<PlanarImage, double[], PlanarImage[]> filter)
        {
            var clock = Stopwatch.StartNew();
            var cells = files.Select(column =>
            {
                var scores = column.Select(file => filter(file.Pixels, settings).Select(result => Score(result, file.Truth)).ToArray()).ToArray();
                return Enumerable.Range(0, settings.Length).Select(s => Mean([.. scores.Select(score => score[s])])).MaxBy(static mean => mean.Psnr);
            }).ToArray();
            Write(what, cells, clock);
        }

        private static (double Psnr, double Ssim) Score(PlanarImage result, PlanarImage truth) =>
            (ImageMetrics.Psnr(result, truth), ImageMetrics.Ssim(result, truth));

        private static (double Psnr, double Ssim) Mean((double Psnr, double Ssim)[] scores) =>
            (scores.Average(static s => s.Psnr), scores.Average(static s => s.Ssim));

        private void Write(string what, (double Psnr, double Ssim)[] cells, Stopwatch clock) => Console.WriteLine(
            $"{what,-32}{string.Concat(cells.Select(static cell => $"{cell.Psnr,9:0.00} / {cell.Ssim:0.000}"))}   {clock.Elapsed.TotalSeconds / files.Sum(static f => f.Length):0.00} s each");
    }
}

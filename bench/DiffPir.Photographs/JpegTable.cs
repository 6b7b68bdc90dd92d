using System.Diagnostics;
using DiffPir.Benchmarks;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;
using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Photographs;

/// <summary>
/// The verb <c>jpeg</c>: what JPEG compression took, given back within the intervals of its coefficients, beside what takes it for noise; of photographs,
/// of small pictures to be enlarged, and of blurred ones.
/// </summary>
internal static class JpegTable
{
    private const int Scale = 4;

    /// <summary>Of non-local means the strength that is best on these very pictures is shown.</summary>
    private static readonly double[] Strengths = [2, 4, 6, 8, 10, 12];

    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        var every = arguments.Number("--every", 1, 1);
        var (model, selector) = (arguments.Text("--model", ModelOptions.BuiltinPaths[ModelOptions.Builtin]), arguments.Text("--device", "auto"));
        var settings = arguments.Text("--options", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var what = arguments.Text("--what", "alone,enlarge,deblur").Split(',');
        int[] qualities = [.. arguments.Text("--qualities", "10,20,40,75").Split(',').Select(int.Parse)];
        var plain = arguments.Switch("--no-references");
        arguments.RequireEmpty();
        var photographs = PhotographFolder.Read(folder, every).Where(static p => p.Image.Channels == 3).ToArray();
        using var device = ComputeDevice.Open(selector, Environment.ProcessorCount, Precision.Fp32);
        using var engine = new RestorationEngine(device, _ => DenoiserLoader.Load(device, model));
        Console.WriteLine($"{photographs.Length} photographs as JPEG files; PSNR in dB / SSIM; {device.Description.Name}");
        if (what.Contains("alone"))
        {
            var table = Table.Of(qualities, photographs, static p => p);
            table.Print("input", static (file, _) => file.Pixels);
            if (!plain)
            {
                table.PrintBest("non-local means", Strengths, NonLocalMeans.Filter);
                table.Print("taken for noise (denoise)", (file, _) => Restore(file, new Denoising(), file.Noise, new PosteriorMeanOptions()));
            }

            table.Print("within the intervals (jpeg)", (file, _) => Restore(file, file.Compression, file.Noise, With(new JpegMeanOptions(), settings)));
        }

        if (what.Contains("enlarge"))
        {
            Undo($"reduced by {Scale}", new SuperResolution(Scale), static p => p.Crop(0, 0, p.Height / (2 * Scale) * 2 * Scale, p.Width / (2 * Scale) * 2 * Scale));
        }

        if (what.Contains("deblur"))
        {
            Undo("blurred, Gaussian 2", new Deblurring(BlurKernel.Gaussian(17, 2), BoundaryHandling.Reflect), static p => p);
        }

        PlanarImage Restore(JpegPicture file, Degradation degradation, double noise, MethodOptions options) =>
            engine.Restore(new RestorationJob { Degradation = degradation, Noise = noise, Options = options }, file.Pixels).Image;

        void Undo(string name, Degradation degradation, Func<PlanarImage, PlanarImage> crop)
        {
            Console.WriteLine(name);
            var references = new PlainReferences(device);
            var table = Table.Of(qualities, [.. photographs.Select(p => (p.Name, crop(p.Image)))], p => degradation.Degrade(p, 0, 0));
            table.Print("bicubic", (file, _) => references.Bicubic(degradation, file.Pixels, 3));
            table.Print("taken for noise", (file, _) => Restore(file, degradation, file.NoiseToInvert, DiffPirOptions.Default(degradation, file.NoiseToInvert)));
            foreach (var noise in (double[])[1, 3])
            {
                var composition = (JpegPicture file) => new Composition(file.Compression, degradation);
                table.Print($"within the intervals, noise {noise}", (file, _) =>
                    Restore(file, composition(file), noise, With(DiffPirOptions.Default(degradation, noise), settings)));
            }
        }
    }

    private static MethodOptions With(MethodOptions options, string[] settings) =>
        settings.Aggregate(options, static (so, setting) => MethodSettings.With(so, setting.Split('=')[0], setting.Split('=')[1]));

    /// <summary>A photograph that went through a JPEG file.</summary>
    private sealed record JpegPicture(PlanarImage Truth, PlanarImage Pixels, JpegCoding Coding)
    {
        public double Noise { get; } = NoiseEstimator.Estimate(Pixels).LevelToAssume(Coding.Tables);

        public double NoiseToInvert { get; } = NoiseEstimator.Estimate(Pixels).LevelToInvert(Coding.Tables);

        public JpegCompression Compression => new(Coding);
    }

    /// <summary>Rows of a table with a column for each quality.</summary>
    private sealed class Table(JpegPicture[][] files)
    {
        public static Table Of(int[] qualities, IReadOnlyList<(string Name, PlanarImage Image)> photographs, Func<PlanarImage, PlanarImage> spoil)
        {
            Console.WriteLine($"{"",-32}{string.Concat(qualities.Select(static q => $"{q,17}"))}");
            return new([.. qualities.Select(quality => photographs.Select(photograph =>
            {
                var bytes = JpegFile.Encode(spoil(photograph.Image), quality);
                return new JpegPicture(photograph.Image, ImageReader.Decode(photograph.Name, bytes, ImageLimits.DefaultMaxPixels).Pixels, JpegHeader.TryRead(bytes)!);
            }).ToArray())]);
        }

        public void Print(string what, Func<JpegPicture, int, PlanarImage> restore)
        {
            var clock = Stopwatch.StartNew();
            var cells = files.Select(column => Mean([.. column.Select((file, i) => Score(restore(file, i), file.Truth))])).ToArray();
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

        private static (double Psnr, double Ssim) Score(PlanarImage result, PlanarImage truth) => (ImageMetrics.Psnr(result, truth), ImageMetrics.Ssim(result, truth));

        private static (double Psnr, double Ssim) Mean((double Psnr, double Ssim)[] scores) => (scores.Average(static s => s.Psnr), scores.Average(static s => s.Ssim));

        private void Write(string what, (double Psnr, double Ssim)[] cells, Stopwatch clock) => Console.WriteLine(
            $"{what,-32}{string.Concat(cells.Select(static cell => $"{cell.Psnr,9:0.00} / {cell.Ssim:0.000}"))}   {clock.Elapsed.TotalSeconds / files.Sum(static f => f.Length):0.00} s each");
    }
}

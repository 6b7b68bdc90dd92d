using DiffPir.Benchmarks;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Photographs;

/// <summary>The verb <c>reduced</c>: photographs that were soft before they were reduced, how well that is found out, and what knowing it
/// gains in enlarging them.</summary>
internal static class ReducedTable
{
    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        var (every, restores, each) = (arguments.Number("--every", 1, 1), arguments.Switch("--restore"), arguments.Switch("--each"));
        int[] scales = arguments.Numbers("--scales", "2,4", 2);
        double[] widths = arguments.Reals("--widths", "0,0.35,0.5,0.7,1,1.5", 0);
        double[] noises = arguments.Reals("--noise", "0.5,2.5", 0);
        int[] qualities = arguments.Numbers("--qualities", "0", 0);
        var choice = EngineChoice.Read(arguments);
        arguments.RequireEmpty();
        var photographs = PhotographFolder.Read(folder, every);
        using var engine = restores ? choice.Open() : null;

        Console.WriteLine($"{photographs.Count} photographs, soft by a Gaussian (widths in pixels of the reduced picture; 0: bicubic reduction), reduced, 8 bits");
        foreach (var (scale, noise, file, width) in
            from s in scales from n in noises from q in qualities from w in widths select (s, n, new FileKind(q), w))
        {
            Print(scale, noise, file, width);
        }

        void Print(int scale, double noise, FileKind file, double width)
        {
            var cases = photographs.Select((photograph, i) => Measure(photograph.Image, scale, noise, file, width, (ulong)i)).ToArray();
            double[] found = cases.Where(static c => c.Found.IsSure).Select(c => c.Found.Width / scale).Order().ToArray();
            Console.WriteLine(
                $"  x{scale}, noise {noise}{(file.IsJpeg ? $", {file}" : "")}, {width,4:0.00}: told of {found.Length,2}"
                + (found.Length > 0 ? $", width {found[0]:0.00} {found[found.Length / 2]:0.00} {found[^1]:0.00}, within 15 % {found.Count(f => Math.Abs(f - width) <= 0.15 * width)}" : "")
                + (restores ? $"; bicubic {cases.Average(static c => c.Bicubic):0.00} dB, sr {cases.Average(static c => c.Plain):0.00} dB, width found {cases.Average(static c => c.Auto):0.00} dB (least gain {cases.Min(static c => c.Auto - c.Plain):0.00})" : ""));
            for (int i = 0; each && i < cases.Length; i++)
            {
                var c = cases[i];
                Console.WriteLine($"      {photographs[i].Name,-12} {c.Found.Family} {c.Found.Width / scale:0.00} {c.Found.Confidence:0.00}  {c.Bicubic:0.00} {c.Plain:0.00} {c.Auto:0.00}");
            }
        }

        ReducedCase Measure(PlanarImage image, int scale, double noise, FileKind file, double width, ulong seed)
        {
            var sharp = image.Crop(0, 0, image.Height / scale * scale, image.Width / scale * scale);
            var kernel = width > 0 ? BlurKernel.GaussianOfBlock(scale, width * scale) : null;
            var small = file.Keep(Spoiling.ToEightBits(new SuperResolution(scale, kernel, BoundaryHandling.Reflect).Degrade(sharp, noise, seed)));
            var estimate = NoiseEstimator.Estimate(small);
            var found = ReductionBlurEstimator.Estimate(small, estimate.Level, file.Tables, scale);
            if (engine is null)
            {
                return new(found, 0, 0, 0);
            }

            double level = AssumedNoise.ToEnlarge(estimate, file.Tables).Level;
            double plain = Enlarged(null);
            return new(found, ImageMetrics.Psnr(Spoiling.WholeEnlarged(small, scale), sharp), plain, found.IsSure ? Enlarged(found.Kernel) : plain);

            double Enlarged(BlurKernel? by)
            {
                double assumed = by is null ? level : found.NoiseToAssume(level);
                return ImageMetrics.Psnr(engine.Undo(new SuperResolution(scale, by), assumed, small), sharp);
            }
        }
    }

    /// <summary>What became of one picture: PSNR in dB.</summary>
    private sealed record ReducedCase(BlurEstimate Found, double Bicubic, double Plain, double Auto);
}

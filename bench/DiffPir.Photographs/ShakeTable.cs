using DiffPir.Benchmarks;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Photographs;

/// <summary>The verb <c>shake</c>: photographs blurred along paths, how like the true kernel the one that is found is, and what undoing it gains.</summary>
internal static class ShakeTable
{
    private static readonly int[] Sizes = [19, 17, 15, 27, 13, 21, 23, 23];

    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        var (every, side) = (arguments.Number("--every", 1, 1), arguments.Number("--side", 400, 128));
        double[] noises = arguments.Reals("--noise", "0.3,2.55,12.75", 0);
        string[] files = arguments.Words("--kernels", []);
        var (restores, pictures) = (arguments.Switch("--restore"), arguments.Text("--pictures", ""));
        var choice = EngineChoice.Read(arguments);
        arguments.RequireEmpty();
        var photographs = PhotographFolder.Read(folder, every);
        BlurKernel[] kernels = files.Length > 0
            ? [.. files.Select(KernelFile.Load)]
            : [.. Sizes.Select(static (size, i) => BlurKernel.Motion(size, 0.5, (ulong)i))];
        using var engine = choice.Open();

        Console.WriteLine($"{photographs.Count} photographs x {kernels.Length} kernels, blurred (edges cut off), noise added, rounded to 8 bits; PSNR in dB of the middle, shifts allowed");
        foreach (double noise in noises)
        {
            var cases = (
                from photograph in photographs
                let sharp = Spoiling.Centre(photograph.Image, Math.Min(side, photograph.Image.Height), Math.Min(side, photograph.Image.Width))
                from k in Enumerable.Range(0, kernels.Length)
                select Measure(photograph.Name, sharp, kernels[k], k, noise)).ToArray();
            Summarise(noise, cases);
        }

        ShakeCase Measure(string name, PlanarImage sharp, BlurKernel kernel, int number, double noise)
        {
            var picture = Spoiling.WithNoise(Spoiling.Blurred(sharp, kernel), noise, (ulong)number);
            var (found, restored) = BlindDeblurring.Of(picture, restores ? engine : null);
            double likeness = found.Kernel is null ? 0 : KernelSimilarity.Of(found.Kernel, kernel);
            var truth = Spoiling.Middle(sharp, kernel);
            double before = ShiftedPsnr.Of(picture, truth);
            double after = before;
            if (restored is not null)
            {
                after = ShiftedPsnr.Of(restored, truth);
                if (pictures.Length > 0)
                {
                    ImageWriter.Save(Path.Combine(pictures, $"{name}-{number + 1}-{noise}-blurred.png"), Photograph.Of(picture));
                    ImageWriter.Save(Path.Combine(pictures, $"{name}-{number + 1}-{noise}-restored.png"), Photograph.Of(restored));
                    KernelFile.Save(Path.Combine(pictures, $"{name}-{number + 1}-{noise}-kernel.png"), found.Kernel!);
                }
            }

            Console.WriteLine(
                $"  noise {noise,5} {name,-22} kernel {number + 1}: {found.Family,-8} likeness {likeness:0.00} confidence {found.Confidence:0.00}"
                + (restores ? $"  {before:0.00} -> {after:0.00} dB{(found.IsSure ? "" : " (left alone)")}" : ""));
            return new ShakeCase(likeness, found.Confidence, found.IsSure, after - before);
        }
    }

    private static void Summarise(double noise, ShakeCase[] cases)
    {
        ShakeCase[] sure = [.. cases.Where(static c => c.IsSure)], high = [.. cases.Where(static c => c.IsSure && c.Confidence >= 0.7)];
        Console.WriteLine(
            $"noise {noise}: likeness {cases.Average(static c => c.Likeness):0.000}, above 0.8 in {cases.Count(static c => c.Likeness > 0.8)} of {cases.Length}; "
            + $"sure of {sure.Length}, their likeness {sure.Select(static c => c.Likeness).DefaultIfEmpty().Average():0.000}, least {sure.Select(static c => c.Likeness).DefaultIfEmpty().Min():0.00}; "
            + $"1 dB or more gained in {cases.Count(static c => c.Gain >= 1)}, mean {cases.Average(static c => c.Gain):0.00} dB; "
            + $"more than 0.5 dB lost in {sure.Count(static c => c.Gain < -0.5)}, of those with confidence of 0.7 or more ({high.Length}) in {high.Count(static c => c.Gain < -0.5)}");
    }

    /// <summary>What became of one picture.</summary>
    private sealed record ShakeCase(double Likeness, double Confidence, bool IsSure, double Gain);
}

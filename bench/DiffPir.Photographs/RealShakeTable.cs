using DiffPir.Benchmarks;
using DiffPir.Cli.Images;
using DiffPir.Cli.Images.Matlab;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Photographs;

/// <summary>
/// The verb <c>real-shake</c>: pictures that were truly blurred by a camera that moved, as Levin et al. (CVPR 2009) published them: MAT-files with
/// the sharp picture x, the shaken one y and the kernel f that was measured.
/// </summary>
internal static class RealShakeTable
{
    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        var choice = EngineChoice.Read(arguments);
        var every = arguments.Number("--every", 1, 1);
        arguments.RequireEmpty();
        string[] files = [.. Directory.EnumerateFiles(folder, "*.mat").Order(StringComparer.Ordinal).Where((_, i) => i % every == 0)];
        if (files.Length == 0)
        {
            throw new ArgumentException($"the folder '{folder}' holds no .mat files");
        }

        using var engine = choice.Open();
        Console.WriteLine($"{files.Length} real camera shakes; PSNR in dB against the sharp picture, shifts allowed");
        var gains = new List<double>();
        foreach (var file in files)
        {
            var variables = MatFile.Read(file, File.ReadAllBytes(file));
            var (truth, shaken) = (Picture("x"), Picture("y"));
            var (height, width, weights) = MatKernels.Choose(new KernelSource(file, "f"), variables);
            var kernel = BlurKernel.FromValues(height, width, weights, normalize: true);
            var (found, restored) = BlindDeblurring.Of(shaken, engine);
            var (before, likeness) = (ShiftedPsnr.Of(shaken, truth), found.Kernel is null ? 0 : KernelSimilarity.Of(found.Kernel, kernel));
            var after = restored is null ? before : ShiftedPsnr.Of(restored, truth);
            gains.Add(after - before);
            Console.WriteLine(
                $"  {Path.GetFileNameWithoutExtension(file),-12} {found.Family,-8} likeness {likeness:0.00} confidence {found.Confidence:0.00}  "
                + $"{before:0.00} -> {after:0.00} dB{(restored is null ? " (left alone)" : "")}");

            // A matrix of values on [0,1] as a grey picture of 8 bits.
            PlanarImage Picture(string name)
            {
                var (height, width, values) = MatKernels.Choose(new KernelSource(file, name), variables);
                return Spoiling.ToEightBits(new PlanarImage(1, height, width, values));
            }
        }

        Console.WriteLine(
            $"mean gain {gains.Average():0.00} dB; 1 dB or more gained in {gains.Count(static g => g >= 1)}, more than 0.5 dB lost in {gains.Count(static g => g < -0.5)}");
    }
}

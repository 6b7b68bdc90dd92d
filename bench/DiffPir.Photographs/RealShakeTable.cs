using DiffPir.Benchmarks;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Photographs;

/// <summary>
/// The verb <c>real-shake</c>: pictures that were truly blurred by a camera that moved (<see cref="LevinFile"/>), and nothing told of the blur.
/// </summary>
internal static class RealShakeTable
{
    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        var choice = EngineChoice.Read(arguments);
        int every = arguments.Number("--every", 1, 1);
        arguments.RequireEmpty();
        var files = LevinFile.ReadAll(folder, every);
        using var engine = choice.Open();
        Console.WriteLine($"{files.Count} real camera shakes; PSNR in dB against the sharp picture, shifts allowed");
        var gains = new List<double>();
        foreach (var file in files)
        {
            var (found, restored) = BlindDeblurring.Of(file.Shaken, engine);
            var (before, likeness) = (ShiftedPsnr.Of(file.Shaken, file.Sharp), found.Kernel is null ? 0 : KernelSimilarity.Of(found.Kernel, file.Kernel));
            double after = restored is null ? before : ShiftedPsnr.Of(restored, file.Sharp);
            gains.Add(after - before);
            Console.WriteLine(
                $"  {file.Name,-12} {found.Family,-8} likeness {likeness:0.00} confidence {found.Confidence:0.00}  "
                + $"{before:0.00} -> {after:0.00} dB{(restored is null ? " (left alone)" : "")}");
        }

        Console.WriteLine(
            $"mean gain {gains.Average():0.00} dB; 1 dB or more gained in {gains.Count(static g => g >= 1)}, more than 0.5 dB lost in {gains.Count(static g => g < -0.5)}");
    }
}

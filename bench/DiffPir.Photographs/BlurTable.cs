using System.Diagnostics;
using DiffPir.Benchmarks;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Photographs;

/// <summary>The verb <c>blur</c>: how well soft, defocused and moved photographs are told apart and measured.</summary>
internal static class BlurTable
{
    /// <summary>A kernel less like the true one than this is wrong, whatever its formula.</summary>
    private const double LeastLikeness = 0.8;

    private static readonly ParametricBlur[] Truths =
    [
        ParametricBlur.None,
        new(BlurFamily.Gaussian, 0.8, 0), new(BlurFamily.Gaussian, 1.5, 0), new(BlurFamily.Gaussian, 2.5, 0), new(BlurFamily.Gaussian, 4, 0),
        new(BlurFamily.Disk, 2, 0), new(BlurFamily.Disk, 4, 0), new(BlurFamily.Disk, 7, 0),
        new(BlurFamily.Line, 8, 30), new(BlurFamily.Line, 15, 70), new(BlurFamily.Line, 25, 120),
    ];

    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        int every = arguments.Number("--every", 1, 1);
        bool each = arguments.Switch("--each");
        bool enlargedOnly = arguments.Switch("--enlarged");
        arguments.RequireEmpty();
        var photographs = PhotographFolder.Read(folder, every);

        Console.WriteLine($"{photographs.Count} photographs, blurred (edges cut off), noise added, rounded to 8 bits; noise level as estimated");
        foreach (int factor in (int[])[1, 2, 3, 4])
        {
            PrintEnlarged(photographs, factor, new(0));
            PrintEnlarged(photographs, factor, new(90));
        }

        foreach (var (noise, file) in enlargedOnly ? []
            : new (double, FileKind)[] { (0.5, new(0)), (2.5, new(0)), (12.75, new(0)), (1, new(90)), (1, new(75)) })
        {
            Console.WriteLine($"noise {noise}, {file}");
            foreach (var truth in Truths)
            {
                Print(truth, photographs, noise, file, each);
            }
        }
    }

    private static void PrintEnlarged(IReadOnlyList<(string Name, PlanarImage Image)> photographs, int factor, FileKind file)
    {
        double?[] found = photographs.Select((photograph, i) =>
        {
            var large = factor == 1 ? photograph.Image : Spoiling.Enlarged(photograph.Image, factor);
            return EnlargementEstimator.Estimate(file.Keep(Spoiling.WithNoise(large, 0.5, (ulong)i)), file.Tables);
        }).ToArray();
        int right = found.Count(f => factor == 1 ? f is null : f is { } read && Math.Abs(read - factor) < 0.1);
        Console.WriteLine($"  enlarged {factor}, {file}: {right} of {found.Length} right, {found.Count(static f => f is null)} found nothing");
    }

    private static void Print(ParametricBlur truth, IReadOnlyList<(string Name, PlanarImage Image)> photographs, double noise, FileKind file, bool each)
    {
        var clock = Stopwatch.StartNew();
        var found = photographs.Select((photograph, i) =>
        {
            var picture = file.Keep(Spoiling.WithNoise(Spoiling.Blurred(photograph.Image, truth.ToKernel()), noise, (ulong)i));
            return ParametricBlurEstimator.Estimate(picture, NoiseEstimator.Estimate(picture).Level, file.Tables);
        }).ToArray();
        var right = found.Where(f => f.Blur.Family == truth.Family).Select(static f => f.Blur).ToArray();
        double width = right.Length == 0 ? 0 : right.Select(static b => b.Width).Order().ElementAt(right.Length / 2);
        var sure = found.Where(static f => f.Blur.Family != BlurFamily.None && f.Confidence >= BlurEstimate.LeastConfidence).ToArray();
        var kernel = truth.ToKernel();
        int wrong = sure.Count(f => kernel is null || KernelSimilarity.Of(f.Blur.ToKernel()!, kernel) < LeastLikeness);
        int close = right.Count(b => Math.Abs(b.Width - truth.Width) <= Math.Max(0.3, 0.15 * truth.Width) && Turn(b.Degrees, truth.Degrees) <= 6);
        Console.WriteLine(
            $"  {Text(truth),-16} family {right.Length,2}/{found.Length}, width and angle {close,2}, median width {width:0.00}; called "
            + $"{string.Join(", ", found.GroupBy(static f => f.Blur.Family).OrderByDescending(static g => g.Count()).Select(static g => $"{g.Key} {g.Count()}"))}"
            + $"; sure {sure.Length}, of those wrong {wrong}"
            + $"; gain {found.Min(static f => f.Gain):0} .. {found.Max(static f => f.Gain):0}; {clock.Elapsed.TotalSeconds / found.Length:0.00} s each");
        for (int i = 0; each && i < found.Length; i++)
        {
            Console.WriteLine($"      {photographs[i].Name,-12} {Text(found[i].Blur)} gain {found[i].Gain:0}");
        }
    }

    private static double Turn(double a, double b) => Math.Min(Math.Abs(a - b), 180 - Math.Abs(a - b));

    private static string Text(ParametricBlur blur) =>
        $"{blur.Family} {blur.Width:0.##}{(blur.Family == BlurFamily.Line ? $" @ {blur.Degrees:0}" : "")}";
}

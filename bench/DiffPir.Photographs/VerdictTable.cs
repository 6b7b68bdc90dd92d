using DiffPir.Benchmarks;
using DiffPir.Cli.Options;
using DiffPir.Cli.Restoring;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Photographs;

/// <summary>
/// The verb <c>verdict</c>: restorations as they should be and others that are told wrongly what happened, and which of them are refused as ruined.
/// </summary>
internal static class VerdictTable
{
    private static readonly BlurKernel Disk = BlurShapes.Disk(4), LargerDisk = BlurShapes.Disk(6), Path = BlurKernel.Motion(17, 0.5, 2);
    private static readonly FileKind Jpeg = new(90);

    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        var (every, side, wrongEvery) = (arguments.Number("--every", 1, 1), arguments.Number("--side", 128, 64), arguments.Number("--wrong-every", 1, 1));
        var choice = EngineChoice.Read(arguments, ModelOptions.BuiltinSmall);
        arguments.RequireEmpty();
        var photographs = PhotographFolder.Read(folder, every);
        using var engine = choice.Open();
        var (right, wrong) = (new List<Outcome>(), new List<Outcome>());
        for (int i = 0; i < photographs.Count; i++)
        {
            var (name, image) = photographs[i];
            var sharp = Spoiling.Centre(image, side, side);
            right.AddRange(Right(sharp, (ulong)i).Select(Measure).ToArray());
            wrong.AddRange(i % wrongEvery == 0 ? Wrong(sharp, (ulong)i).Select(Measure).ToArray() : []);

            Outcome Measure(Attempt attempt)
            {
                var job = new RestorationJob
                {
                    Degradation = attempt.Told,
                    Noise = attempt.Noise,
                    Options = attempt.Told is Denoising ? new PosteriorMeanOptions()
                        : DiffPirOptions.Default(attempt.Told, attempt.Noise) with { Steps = attempt.Steps },
                };
                var result = engine.Restore(job, attempt.Measured);
                var check = ResultCheck.Of(attempt.Measured, result.Image, result.Residual, attempt.Noise);
                var before = attempt.Told.Scale == 1 ? attempt.Measured : engine.Plain.Bicubic(attempt.Told, attempt.Measured, 3);
                var outcome = new Outcome(attempt.What, ImageMetrics.Psnr(before, attempt.Truth), ImageMetrics.Psnr(result.Image, attempt.Truth),
                    check.Ruin(attempt.Told is not Denoising) is not null);
                Console.WriteLine(
                    $"  {name,-12} {attempt.What,-38} {outcome.Before:0.00} -> {outcome.After:0.00} dB, residual ratio {check.ResidualRatio:0.00}, "
                    + $"roughness {check.RoughnessBefore:0.0} -> {check.RoughnessAfter:0.0}{(outcome.IsRefused ? " REFUSED" : "")}");
                return outcome;
            }
        }

        Summarise("as they should be", right);
        Summarise("told wrongly", wrong);
    }

    private static IEnumerable<Attempt> Right(PlanarImage sharp, ulong seed)
    {
        foreach (double level in (double[])[5, 25])
        {
            var noisy = Spoiling.WithNoise(sharp, level, seed);
            yield return new($"denoising, {level}", noisy, sharp, new Denoising(), Read(noisy), 1);
        }

        foreach (var (what, kernel, noise) in new[] { ("disk, 1", Disk, 1.0), ("disk, 12.75", Disk, 12.75), ("path, 0", Path, 0), ("path, 2.55", Path, 2.55) })
        {
            var blurred = Spoiling.WithNoise(Spoiling.Blurred(sharp, kernel), noise, seed);
            yield return new($"deblurring, {what}", blurred, Spoiling.Middle(sharp, kernel), new Deblurring(kernel), Read(blurred), 20);
        }

        var jpeg = Jpeg.Keep(Spoiling.WithNoise(Spoiling.Blurred(sharp, Disk), 1, seed));
        yield return new($"deblurring, disk, 1, {Jpeg}", jpeg, Spoiling.Middle(sharp, Disk), new Deblurring(Disk), NoiseEstimator.Estimate(jpeg)
            .LevelToInvert(Jpeg.Tables), 20);
        var small = Spoiling.ToEightBits(new SuperResolution(2).Degrade(sharp, 0, seed));
        yield return new("enlarging twice", small, sharp, new SuperResolution(2), Read(small), 20);
    }

    private static IEnumerable<Attempt> Wrong(PlanarImage sharp, ulong seed)
    {
        var truth = Spoiling.Middle(sharp, Disk);
        var clean = Spoiling.WithNoise(Spoiling.Blurred(sharp, Disk), 1, seed);
        var noisy = Spoiling.WithNoise(Spoiling.Blurred(sharp, Disk), 12.75, seed);
        var jpeg = Jpeg.Keep(clean);
        var moved = Spoiling.WithNoise(Spoiling.Blurred(sharp, Path), 1, seed);
        yield return new("deblurring, noise 12.75 told as 8.5", noisy, truth, new Deblurring(Disk), 8.5, 20);
        yield return new("deblurring, noise 12.75 told as 3", noisy, truth, new Deblurring(Disk), 3, 20);
        yield return new($"deblurring, {Jpeg} told as noise 0", jpeg, truth, new Deblurring(Disk), 0, 20);
        yield return new("deblurring, radius 4 told as 6", clean, truth, new Deblurring(LargerDisk), 1, 20);
        yield return new("deblurring, kernel turned", moved, Spoiling.Middle(sharp, Path), new Deblurring(Path.Turned()), 1, 20);
        yield return new("deblurring, 5 steps", clean, truth, new Deblurring(Disk), 1, 5);
        yield return new("deblurring, 2 steps", clean, truth, new Deblurring(Disk), 1, 2);
    }

    private static double Read(PlanarImage picture) => NoiseEstimator.Estimate(picture).LevelToAssume(null);

    private static void Summarise(string what, List<Outcome> outcomes)
    {
        Console.WriteLine($"{what}: refused of those that");
        Console.WriteLine($"  {"",-40}{"gain 0.5 dB",14}{"are between",14}{"lose 1 dB",14}");
        foreach (var group in outcomes.GroupBy(static outcome => outcome.What))
        {
            string Share(Func<Outcome, bool> which)
            {
                var of = group.Where(which).ToArray();
                return of.Length == 0 ? "" : $"{of.Count(static outcome => outcome.IsRefused)} of {of.Length}";
            }

            Console.WriteLine($"  {group.Key,-40}{Share(static o => o.Gain >= 0.5),14}{Share(static o => o.Gain is < 0.5 and > -1),14}{Share(static o => o.Gain <= -1),14}");
        }
    }

    /// <summary>A restoration to try.</summary>
    private sealed record Attempt(string What, PlanarImage Measured, PlanarImage Truth, Degradation Told, double Noise, int Steps);

    /// <summary>What became of it.</summary>
    private sealed record Outcome(string What, double Before, double After, bool IsRefused)
    {
        public double Gain => After - Before;
    }
}

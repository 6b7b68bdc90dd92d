using DiffPir.Benchmarks;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Photographs;

/// <summary>The verb <c>noise</c>: how well the noise of photographs is read, by what happened to them.</summary>
internal static class NoiseTable
{
    private const double Allowed = 0.6;
    private static readonly double[] Levels = [2.5, 5, 12.75, 25];

    /// <summary>Of white noise in red, green and blue what the luma has.</summary>
    private static readonly double LumaShare = Math.Sqrt((0.299 * 0.299) + (0.587 * 0.587) + (0.114 * 0.114));

    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        int every = arguments.Number("--every", 1, 1);
        bool each = arguments.Switch("--each");
        arguments.RequireEmpty();
        var photographs = PhotographFolder.Read(folder, every);

        Console.WriteLine($"{photographs.Count} photographs; white noise added, rounded to 8 bits and clipped; error = read - added, grey levels");
        Console.WriteLine($"{"file",-28}{string.Concat(Levels.Prepend(0).Select(static l => $"{l,22}"))}");
        Print("PNG", photographs, static p => p, 1, each);
        Print("Gaussian blur 1.5, PNG", photographs, static p => new Deblurring(BlurKernel.Gaussian(13, 1.5), BoundaryHandling.Periodic).Degrade(p, 0, 0),
            1, each: false);
        Print("halved after the noise", photographs, static p => p, 0.5, each: false, Halving.Halved);
        foreach (int quality in (int[])[95, 85, 75, 50])
        {
            var file = new FileKind(quality);
            Print($"{file} after the noise", photographs, static p => p, 1, each: false, file.Keep, file.Tables);
            int?[] found = photographs.Select(p => JpegHistory.Find(file.Keep(p.Image))?.Quality).ToArray();
            Console.WriteLine($"{"",-28}quality read off the pixels: {found.Count(q => q is { } read && Math.Abs(read - quality) <= 1)} of {found.Length} within 1, {found.Count(static q => q is null)} none");
        }

        Console.WriteLine($"taken for a JPEG without having been one: {photographs.Count(static p => JpegHistory.Find(p.Image) is not null)} of {photographs.Count}");
    }

    /// <summary>Mean absolute error, worst over-estimate, and the number of photographs within the allowed error.</summary>
    private static void Print(
        string what, IReadOnlyList<(string Name, PlanarImage Image)> photographs, Func<PlanarImage, PlanarImage> before, double share, bool each,
        Func<PlanarImage, PlanarImage>? after = null, JpegTables? tables = null)
    {
        double[][] rows = Errors(share, file => tables is null ? NoiseEstimator.Estimate(file).Level : NoiseEstimator.Estimate(file).LevelToAssume(tables));
        Write(what, rows);
        if (tables is not null)
        {
            // What is wrong with a JPEG is not its noise alone: the level to assume tells how far to trust it.
            Write("its luma's before the file", Errors(LumaShare, file => RoundedNoise.Level(file, null, tables)));
            return;
        }

        int good = rows.Count(static r => r.Skip(1).Average(Math.Abs) <= Allowed);
        Console.WriteLine($"{"",-28}mean error over {string.Join(", ", Levels)} at most {Allowed} on {good} of {rows.Length}");
        for (int i = 0; each && i < rows.Length; i++)
        {
            Console.WriteLine($"  {photographs[i].Name,-26}{string.Concat(rows[i].Select(static e => $"{e,9:0.00}"))}");
        }

        double[][] Errors(double left, Func<PlanarImage, double> read) => [.. photographs.Select((photograph, i) => Levels.Prepend(0).Select(level =>
        {
            var noisy = Spoiling.WithNoise(before(photograph.Image), level, (ulong)i);
            return read(after is null ? noisy : Spoiling.ToEightBits(after(noisy))) - (left * level);
        }).ToArray())];

        static void Write(string what, double[][] rows) => Console.WriteLine($"{what,-28}{string.Concat(Enumerable.Range(0, Levels.Length + 1).Select(l =>
            $"{rows.Average(r => Math.Abs(r[l])),9:0.00}{rows.Max(r => r[l]),7:+0.0;-0.0}{rows.Count(r => Math.Abs(r[l]) <= Allowed),4}/{rows.Length,-2}"))}");
    }
}

using DiffPir.Benchmarks;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Photographs;

/// <summary>
/// The verb <c>known-kernel</c>: what it costs that a kernel which somebody measured is never quite right. Pictures that a camera truly shook
/// (<see cref="LevinFile"/>), and the same pictures blurred by exactly that kernel, restored with the kernel and several assumed levels of noise.
/// </summary>
internal static class KnownKernelTable
{
    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        var choice = EngineChoice.Read(arguments);
        int every = arguments.Number("--every", 1, 1);
        double[] levels = arguments.Reals("--assume", "0.3,1,2,4", 0.01);
        double[] added = arguments.Reals("--added", "0,2.55", 0);
        arguments.RequireEmpty();
        var files = LevinFile.ReadAll(folder, every);
        using var engine = choice.Open();
        Console.WriteLine($"{files.Count} pictures, each with its kernel; PSNR in dB against the sharp picture, shifts allowed, by the noise that is assumed");
        Console.WriteLine($"{"",-32}{"blurred",10}{string.Concat(levels.Select(static level => $"{level,10}"))}{"as read",10}");
        Print("truly shaken", static (file, _) => file.Shaken);
        foreach (double noise in added)
        {
            Print($"blurred exactly, noise {noise}", (file, seed) => Spoiling.WithNoise(Spoiling.Blurred(file.Sharp, file.Kernel), noise, seed));
        }

        void Print(string what, Func<LevinFile, ulong, PlanarImage> blurred)
        {
            double[][] rows = files.Select((file, i) => Measure(what, file, blurred(file, (ulong)i))).ToArray();
            Console.WriteLine($"{what,-32}{string.Concat(Enumerable.Range(0, rows[0].Length).Select(column => $"{rows.Average(row => row[column]),10:0.00}"))}");
        }

        double[] Measure(string what, LevinFile file, PlanarImage picture)
        {
            var truth = Spoiling.Centre(file.Sharp, picture.Height, picture.Width);
            var degradation = new Deblurring(file.Kernel);
            double read = AssumedNoise.ToUndo(degradation, picture, new(() => NoiseEstimator.Estimate(picture)), new((JpegTables?)null)).Level;
            double[] row = [ShiftedPsnr.Of(picture, truth), .. levels.Append(read).Select(PsnrAt)];
            Console.WriteLine($"  {what} {file.Name,-12} read {read:0.00}: {string.Join(' ', row.Select(static psnr => $"{psnr:0.00}"))}");
            return row;

            double PsnrAt(double level) => ShiftedPsnr.Of(engine.Undo(degradation, level, picture), truth);
        }
    }
}

using System.Diagnostics;
using DiffPir.Benchmarks;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Photographs;

/// <summary>The verb <c>speed</c>: how long a large photograph takes, put together from the pictures of a folder.</summary>
internal static class SpeedTable
{
    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        var (width, height) = (arguments.Number("--width", 4000, 256), arguments.Number("--height", 3000, 256));
        var (choice, tile) = (EngineChoice.Read(arguments), arguments.Number("--tile", 1024, 64));
        var (denoises, picture) = (arguments.Switch("--denoise"), arguments.Text("--picture", ""));
        arguments.RequireEmpty();
        var photographs = PhotographFolder.Read(folder, 1).Where(static p => p.Image.Channels == 3).ToArray();
        var large = Spoiling.WithNoise(Mosaic([.. photographs.Select(static p => p.Image)], height, width), 5, 1);

        if (picture.Length > 0)
        {
            ImageWriter.Save(picture, Photograph.Of(large));
        }

        Console.WriteLine($"{width} x {height} pixels, {(double)width * height / 1e6:0.0} million; {Environment.ProcessorCount} cores; time on the clock, time of the processor");
        var tables = JpegTables.Standard(90);
        Time("noise", () => NoiseEstimator.Estimate(large));
        Time("traces of JPEG", () => JpegHistory.Find(large));
        Time("enlargement", () => EnlargementEstimator.Estimate(large, null));
        Time("blur by formula", () => ParametricBlurEstimator.Estimate(large, 5, null));
        Time("blur, paths included", () => BlurEstimator.Estimate(large, 5, null));
        Time("scratches and dust", () => DamageFinder.Share(large));
        Time("noise before compression", () => NoiseEstimator.BeforeCompression(NoiseEstimator.Estimate(large), large, null, tables));
        Time("diagnosis, tables known", () => Diagnosis.Of(large, tables));
        if (denoises)
        {
            using var engine = choice.Open();
            var job = new RestorationJob { Degradation = new Denoising(), Noise = 5, Options = new PosteriorMeanOptions(), Tile = tile };
            Time($"denoising, tiles of {tile}", () => engine.Restore(job, large));
        }
    }

    private static void Time(string what, Action work)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        work();
        double elapsed = clock.Elapsed.TotalSeconds;
        process.Refresh();
        Console.WriteLine($"  {what,-26} {elapsed,8:0.00} s {(process.TotalProcessorTime - before).TotalSeconds,8:0.00} s");
    }

    /// <summary>Pictures side by side, row after row, and again from the first where they do not suffice.</summary>
    private static PlanarImage Mosaic(PlanarImage[] pictures, int height, int width)
    {
        int side = pictures.Min(static p => Math.Min(p.Height, p.Width)), columns = (width + side - 1) / side;
        var mosaic = new PlanarImage(3, height, width);
        for (int c = 0; c < 3; c++)
        {
            for (int y = 0; y < height; y++)
            {
                var row = mosaic.Row(c, y);
                for (int x = 0; x < width; x++)
                {
                    row[x] = pictures[((y / side * columns) + (x / side)) * 5 % pictures.Length][c, y % side, x % side];
                }
            }
        }

        return mosaic;
    }
}

using DiffPir.Benchmarks;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Photographs;

/// <summary>
/// The verb <c>noisy-jpeg</c>: photographs of colours that were noisy before they were compressed, with colour at the full and at half the resolution,
/// denoised by the mean with the noise read off them, restored as JPEGs, by that of both which <c>fix</c> chooses, and by non-local means in three strengths.
/// </summary>
internal static class NoisyJpegTable
{
    private static readonly double[] Strengths = [0.7, 1, 1.4];

    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        var (every, each, isTinted) = (arguments.Number("--every", 1, 1), arguments.Switch("--each"), arguments.Switch("--tint"));
        double[] levels = arguments.Reals("--levels", "5,12.75,25", 0);
        int[] qualities = arguments.Numbers("--qualities", "75,90", 1);
        bool isPlain = arguments.Switch("--no-references");
        var choice = EngineChoice.Read(arguments);
        arguments.RequireEmpty();
        var photographs = PhotographFolder.Read(folder, every);
        using var engine = choice.Open();
        Console.WriteLine(
            $"{photographs.Count} photographs{(isTinted ? " as sepia prints of grey ones" : "")}, noise of {string.Join(", ", levels)}; mean PSNR in dB; {engine.DeviceName}");
        foreach (int quality in qualities)
        {
            foreach (bool halvesColour in (bool[])[false, true])
            {
                Print(quality, halvesColour);
            }
        }

        void Print(int quality, bool halvesColour)
        {
            Console.WriteLine($"JPEG {quality}, colour at {(halvesColour ? "half" : "the full")} resolution");
            double[][][] columns = levels.Select(level => photographs.Select((p, i) => Score(p.Image, level, (ulong)i)).ToArray()).ToArray();
            string[] ways = ["as it is", "the default", "as a JPEG", "what fix chooses", .. isPlain ? [] : Strengths.Select(static s => $"non-local means, strength {s}"), "noise over what rounding hides"];
            for (int p = 0; each && p < photographs.Count; p++)
            {
                var cells = columns.Select(column => $"   {string.Join(' ', column[p].Select(static v => $"{v,5:0.00}"))}");
                Console.WriteLine($"    {photographs[p].Name,-24}{string.Concat(cells)}");
            }

            for (int way = 0; way < ways.Length; way++)
            {
                Console.WriteLine($"    {ways[way],-32}{string.Concat(columns.Select(column => $"{column.Average(scores => scores[way]),8:0.00}"))}");
            }

            double[] Score(PlanarImage photograph, double level, ulong seed)
            {
                var scene = isTinted ? photograph.MeanOfChannels() : photograph;
                Func<PlanarImage, PlanarImage> print = isTinted ? Tinting.Sepia : static picture => picture;
                var (clean, noisy) = (print(scene), Spoiling.ToEightBits(print(Spoiling.WithNoise(scene, level, seed))));
                byte[] file = JpegFile.Encode(noisy, quality, halvesColour);
                var picture = ImageReader.Decode("a JPEG", file, ImageLimits.DefaultMaxPixels).Pixels;
                var coding = JpegHeader.TryRead(file)!;
                var noise = NoiseEstimator.Estimate(picture);
                var diagnosis = Diagnosis.Of(picture, noise, coding.Tables, new(BlurFamily.None, 0, 0, 0, null));
                var restored = engine.Undo(
                    new Denoising(), AssumedNoise.ToRemove(diagnosis.NoiseBeforeCompression, coding.Tables).Level, picture, new PosteriorMeanOptions());
                var unrounded = engine.Undo(new JpegCompression(coding), AssumedNoise.ToRemove(noise, coding.Tables).Level, picture, new JpegMeanOptions());
                var chosen = diagnosis.IsCompressed ? unrounded : diagnosis.IsNoisy ? restored : picture;
                var means = isPlain ? [] : NonLocalMeans.Filter(picture, [.. Strengths.Select(s => s * level)]);
                double ratio = diagnosis.NoiseBeforeCompression.Level / coding.Tables.NoiseFloor;
                return [.. new[] { picture, restored, unrounded, chosen }.Concat(means).Select(result => ImageMetrics.Psnr(result, clean)), ratio];
            }
        }
    }
}

using DiffPir.Benchmarks;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;
using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Photographs;

/// <summary>The verb <c>damage</c>: scratches and dust drawn on photographs, what of them is found, what else is taken for them, and how well it is filled in.</summary>
internal static class DamageTable
{
    /// <summary>Damage that changes a pixel by less than this, on the scale of [0,1], is not seen.</summary>
    private const float Visible = 0.2f;

    /// <summary>Pixels around damage in which a mask may hold more than the damage.</summary>
    private const int Near = 2;

    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        var (every, fills, pictures) = (arguments.Number("--every", 1, 1), arguments.Switch("--fill"), arguments.Text("--pictures", ""));
        var (model, selector) = (arguments.Text("--model", ModelOptions.BuiltinPaths[ModelOptions.Builtin]), arguments.Text("--device", "auto"));
        arguments.RequireEmpty();
        var photographs = PhotographFolder.Read(folder, every);
        using var device = ComputeDevice.Open(selector, Environment.ProcessorCount, Precision.Fp32);
        using var engine = new RestorationEngine(device, _ => DenoiserLoader.Load(device, model));
        var plain = new PlainReferences(device);

        Console.WriteLine($"{photographs.Count} photographs; recall of visible damage, share of pixels taken for damage wrongly; PSNR in dB, whole pictures");
        var rows = new List<Row>();
        for (var i = 0; i < photographs.Count; i++)
        {
            var (name, image) = photographs[i];
            var (damaged, opacity) = Scratching.Apply(image, i);
            var found = DamageFinder.Find(damaged);
            var row = new Row(Recall(image, damaged, opacity, found), FalseShare(opacity, found, image), ShareOf(DamageFinder.Find(image)), ImageMetrics.Psnr(damaged, image), 0, 0);
            if (fills && found is not null)
            {
                var inpainting = new Inpainting(found);
                var filled = plain.Wiener(inpainting, damaged, 0, 3);
                var restored = engine.Restore(new RestorationJob { Degradation = inpainting, Noise = 0, Options = DiffPirOptions.Default(inpainting, 0) }, damaged).Image;
                row = row with { Plain = ImageMetrics.Psnr(filled, image), Prior = ImageMetrics.Psnr(restored, image) };
                Keep(pictures, $"{name}-restored.png", restored);
            }

            if (found is not null && pictures.Length > 0)
            {
                MaskFile.Save(Path.Combine(pictures, $"{name}-mask.png"), found);
            }

            Keep(pictures, $"{name}-damaged.png", damaged);
            rows.Add(row);
            Console.WriteLine($"  {name,-14} {row}");
        }

        Console.WriteLine($"mean: {new Row(rows.Average(static r => r.Recall), rows.Average(static r => r.Wrong), rows.Average(static r => r.OfClean), rows.Average(static r => r.Before), rows.Average(static r => r.Plain), rows.Average(static r => r.Prior))}");
        Console.WriteLine($"of clean photographs nothing is marked in {rows.Count(static r => r.OfClean == 0)}, more than 0.3 % in {rows.Count(static r => r.OfClean > 0.003)}, at most {100 * rows.Max(static r => r.OfClean):0.00} %");
    }

    private static void Keep(string folder, string name, PlanarImage picture)
    {
        if (folder.Length > 0)
        {
            ImageWriter.Save(Path.Combine(folder, name), new Photograph(picture, null, 8, ImageMetadata.None));
        }
    }

    private static double ShareOf(PixelMask? mask) => mask is null ? 0 : 1 - ((double)mask.KnownCount / mask.Known.Length);

    private static double Recall(PlanarImage image, PlanarImage damaged, float[] opacity, PixelMask? found)
    {
        int visible = 0, hit = 0;
        for (var i = 0; i < opacity.Length; i++)
        {
            var change = Enumerable.Range(0, image.Channels).Max(c => Math.Abs(damaged.Plane(c)[i] - image.Plane(c)[i]));
            if (opacity[i] > 0.4f && change > Visible)
            {
                visible++;
                hit += found is not null && !found.Known[i] ? 1 : 0;
            }
        }

        return (double)hit / Math.Max(1, visible);
    }

    private static double FalseShare(float[] opacity, PixelMask? found, PlanarImage image)
    {
        if (found is null)
        {
            return 0;
        }

        var near = Morphology.Dilate(opacity, image.Height, image.Width, Near);
        return near.Where((o, i) => o < 0.02f && !found.Known[i]).Count() / (double)near.Length;
    }

    /// <summary>One photograph.</summary>
    private sealed record Row(double Recall, double Wrong, double OfClean, double Before, double Plain, double Prior)
    {
        public override string ToString() =>
            $"found {100 * Recall,3:0} %, wrongly marked {100 * Wrong:0.00} % (without damage {100 * OfClean:0.00} %); {Before:0.00} dB"
            + (Prior == 0 ? "" : $" -> plain filling {Plain:0.00}, prior {Prior:0.00}");
    }
}

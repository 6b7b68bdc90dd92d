using DiffPir.Benchmarks;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Photographs;

/// <summary>
/// The verb <c>damage</c>: scratches, hairs and dust drawn on photographs, what of them is found, what else is taken for them, and how well it is
/// filled in.
/// </summary>
internal static class DamageTable
{
    /// <summary>Damage that changes a pixel by less than this, on the scale of [0,1], is not seen.</summary>
    private const float Visible = 0.12f;

    /// <summary>Pixels around damage in which a mask may hold more than the damage.</summary>
    private const int Near = 2;

    /// <summary>Of these pictures a scan is as soft as a photograph enlarged twice.</summary>
    private const int Softness = 2;

    private static readonly Condition[] Conditions =
    [
        new("soft as a scanned print", true, 0.8, 1, new(0)),
        new("the same, JPEG 85", true, 0.8, 1, new(85)),
        new("the same, faint", true, 0.4, 0.6, new(0)),
        new("sharp", false, 0.8, 1, new(0)),
        new("sharp, JPEG 85", false, 0.8, 1, new(85)),
        new("sharp, faint", false, 0.4, 0.6, new(0)),
    ];

    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        var (every, each, pictures) = (arguments.Number("--every", 1, 1), arguments.Switch("--each"), arguments.Text("--pictures", ""));
        var (fills, conditions, choice) = (arguments.Switch("--fill"), arguments.Number("--conditions", Conditions.Length, 1), EngineChoice.Read(arguments));
        arguments.RequireEmpty();
        var photographs = PhotographFolder.Read(folder, every);
        using var engine = fills ? choice.Open() : null;
        var filling = engine is null ? null : new DamageFilling(engine);
        Console.WriteLine($"{photographs.Count} photographs; found: share of visibly damaged pixels; right: share of marked pixels that are damage or next to it; PSNR in dB");

        // What several conditions have in common is done once.
        foreach (var alike in Conditions.Take(conditions).GroupBy(static condition => condition.IsSoft))
        {
            var truths = photographs.Select((photograph, i) => Undamaged(photograph, alike.Key, i)).ToArray();
            foreach (var drawing in alike.GroupBy(static condition => (condition.Least, condition.Most)))
            {
                var scratched = truths.Select((truth, i) => Scratching.Apply(truth.Image, i, drawing.Key.Least, drawing.Key.Most)).ToArray();
                foreach (var condition in drawing)
                {
                    var rows = truths.Select((truth, i) => Measure(condition, truth, condition.File.Keep(scratched[i].Picture), scratched[i].Opacity))
                        .ToArray();
                    Console.WriteLine($"{condition.Name,-26}{Summary(rows)}");
                }
            }
        }

        Row Measure(Condition condition, Truth truth, PlanarImage damaged, float[] opacity)
        {
            var found = DamageFinder.Find(damaged);
            var row = Counted(truth.Image, damaged, opacity, found) with { OfClean = truth.OfClean };
            if (filling is not null)
            {
                var (height, width) = (damaged.Height, damaged.Width);
                var drawn = new PixelMask(height, width, [.. Morphology.Dilate(opacity, height, width, 1).Select(static o => o < 0.1f)]);
                row = row with { Psnr = filling.Measure(truth.Image, damaged, found, drawn, Name(pictures, truth.Name, condition)) };
            }

            if (each)
            {
                Console.WriteLine($"  {truth.Name,-14}{Summary([row])}");
            }

            return row;
        }
    }

    private static Truth Undamaged((string Name, PlanarImage Image) photograph, bool isSoft, int seed)
    {
        var image = isSoft ? Spoiling.Enlarged(photograph.Image, Softness) : photograph.Image;
        return new(photograph.Name, image, ShareOf(DamageFinder.Find(Spoiling.WithNoise(image, Scratching.Noise, (ulong)seed))));
    }

    private static string? Name(string folder, string photograph, Condition condition) =>
        folder.Length == 0 ? null : Path.Combine(folder, $"{photograph}-{condition.Name.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-')}");

    private static double ShareOf(PixelMask? mask) => mask is null ? 0 : 1 - ((double)mask.KnownCount / mask.Known.Length);

    private static Row Counted(PlanarImage truth, PlanarImage damaged, float[] opacity, PixelMask? found)
    {
        float[] near = Morphology.Dilate(opacity, truth.Height, truth.Width, Near);
        int visible = 0, hit = 0, marked = 0, right = 0;
        for (int i = 0; i < opacity.Length; i++)
        {
            bool isMarked = found is not null && !found.Known[i];
            bool isVisible = opacity[i] > 0.3f && Enumerable.Range(0, truth.Channels).Max(c => Math.Abs(damaged.Plane(c)[i] - truth.Plane(c)[i])) > Visible;
            visible += isVisible ? 1 : 0;
            hit += isVisible && isMarked ? 1 : 0;
            marked += isMarked ? 1 : 0;
            right += isMarked && near[i] > 0.02f ? 1 : 0;
        }

        return new Row(visible, hit, marked, right, 0, null);
    }

    private static string Summary(IReadOnlyCollection<Row> rows)
    {
        int visible = rows.Sum(static r => r.Visible), marked = rows.Sum(static r => r.Marked);
        string text = $"found {100.0 * rows.Sum(static r => r.Hit) / Math.Max(1, visible),3:0} %, right {100.0 * rows.Sum(static r => r.Right) / Math.Max(1, marked),3:0} %; "
            + $"without damage nothing is marked in {rows.Count(static r => r.OfClean == 0)} of {rows.Count}, above 0.3 % in {rows.Count(static r => r.OfClean > 0.003)}, "
            + $"mean {100 * rows.Average(static r => r.OfClean):0.00} %, at most {100 * rows.Max(static r => r.OfClean):0.00} %";
        double[][] psnr = rows.Select(static r => r.Psnr).OfType<double[]>().ToArray();
        return psnr.Length == 0 ? text : $"{text}; {string.Join(", ", DamageFilling.Names.Select((name, i) => $"{name} {psnr.Average(p => p[i]):0.00}"))}";
    }

    /// <summary>What a picture is like, how much of it the damage covers where it is, and its file.</summary>
    private sealed record Condition(string Name, bool IsSoft, double Least, double Most, FileKind File);

    /// <summary>A picture without damage, and the share of it that is taken for some.</summary>
    private sealed record Truth(string Name, PlanarImage Image, double OfClean);

    /// <summary>One photograph: counts of pixels, the share that is marked where there is no damage, and what filling gives.</summary>
    private sealed record Row(int Visible, int Hit, int Marked, int Right, double OfClean, double[]? Psnr);
}

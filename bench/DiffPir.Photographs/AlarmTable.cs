using DiffPir.Benchmarks;
using DiffPir.Cli.Diagnosing;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Photographs;

/// <summary>The verb <c>alarms</c>: sharp photographs of colours in which a blur, an enlargement or a single tint is found all the same.</summary>
internal static class AlarmTable
{
    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        var (every, qualities, each) = (arguments.Number("--every", 1, 1), arguments.Numbers("--qualities", "75,90", 1), arguments.Switch("--each"));
        double noise = arguments.Reals("--noise", "0", 0).Single();
        arguments.RequireEmpty();
        var photographs = PhotographFolder.Read(folder, every).Select((p, i) => p with { Image = Spoiling.WithNoise(p.Image, noise, (ulong)i) }).ToList();
        Console.WriteLine($"{photographs.Count} sharp photographs with noise of {noise} besides their own, as they are and as JPEG with colour at half the resolution");
        Print("as they are", photographs, static picture => new([], Photograph.Of(picture)), each);
        foreach (int quality in qualities)
        {
            Print($"JPEG {quality}", photographs, picture => Traces(JpegFile.Encode(picture, quality, halvesColour: true)), each);
        }
    }

    private static void Print(string what, IReadOnlyList<(string Name, PlanarImage Image)> photographs, Func<PlanarImage, PhotographTraces> spoil, bool each)
    {
        var found = photographs.AsParallel().AsOrdered().Select(photograph =>
        {
            var traces = spoil(photograph.Image);
            bool isTinted = TintFinder.Find(traces.Pixels, null) is not null;
            return (photograph.Name, traces.Blur, Enlarged: EnlargementEstimator.Estimate(traces.Pixels, traces.Jpeg), IsTinted: isTinted);
        }).ToArray();
        var blurred = found.Where(static f => f.Blur.IsSure).ToArray();
        Console.WriteLine(
            $"{what,-12} {blurred.Length} of {found.Length} called blurred, {found.Count(static f => f.Enlarged is not null)} called enlarged, "
            + $"{found.Count(static f => f.IsTinted)} taken for prints in one tint");
        foreach (var (name, blur, _, _) in each ? found : blurred)
        {
            Console.WriteLine($"    {name,-14} {DiagnosisReport.Describe(blur)}");
        }
    }

    private static PhotographTraces Traces(byte[] file) => new(file, ImageReader.Decode("a JPEG", file, ImageLimits.DefaultMaxPixels));
}

using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Sampler;

namespace DiffPir.Cli.Restoring;

/// <summary>The single pictures that were drawn and the map of where they differ, beside their mean.</summary>
/// <param name="Samples">Files of the single pictures.</param>
/// <param name="Doubt">File of the map: brightness is <see cref="Amplification"/> times the standard deviation.</param>
internal sealed record SampleFiles(IReadOnlyList<string> Samples, string Doubt)
{
    /// <summary>Times that a difference is made brighter, so that it can be seen: white is 32 grey levels or more.</summary>
    public const int Amplification = 8;

    /// <summary>The names; null where one picture alone is drawn.</summary>
    /// <exception cref="CliException">A file cannot be written.</exception>
    public static SampleFiles? For(string output, int samples, IReadOnlyList<string?> inputs) => samples == 1 ? null : new(
        [.. Enumerable.Range(1, samples).Select(i => SideFile.For(output, $"sample-{i}{Path.GetExtension(output)}", inputs))],
        SideFile.For(output, "doubt.png", inputs));

    /// <summary>For people.</summary>
    public string Text => $"{Samples[0]} to {Samples.Count}: single pictures; {Doubt}: where they differ, {Amplification} times brighter";

    /// <summary>The files and their contents.</summary>
    public IEnumerable<(string Path, byte[] Contents)> Files(Photograph photograph, IReadOnlyList<PlanarImage> draws)
    {
        foreach (var (file, draw) in Samples.Zip(draws))
        {
            yield return (file, ImageWriter.Encode(photograph.WithPixels(draw), ImageFormats.FromPath(file)));
        }

        var spread = Spread.Of(draws);
        var map = new PlanarImage(1, spread.Height, spread.Width, [.. spread.Data.Select(static v => Math.Min(1, Amplification * v))]);
        yield return (Doubt, ImageWriter.Encode(Photograph.Of(map), ImageFormat.Png));
    }
}

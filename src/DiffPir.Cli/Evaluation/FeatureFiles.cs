using System.Runtime.InteropServices;
using DiffPir.Sampler;

namespace DiffPir.Cli.Evaluation;

/// <summary>
/// The features of pictures that FID compares, a file each, so that an evaluation which goes on needs them no second time: 32-bit floats, least
/// byte first.
/// </summary>
/// <param name="folder">The folder of the results.</param>
internal sealed class FeatureFiles(string folder)
{
    /// <summary>What the true pictures are called.</summary>
    public const string Truth = "truth";

    private const int MaxBytes = 1 << 20;

    /// <summary>Whether there are features.</summary>
    /// <param name="picture">The picture's file name.</param>
    /// <param name="what">The method and its steps, or <see cref="Truth"/>.</param>
    public bool Has(string picture, string what) => InputFile.Exists(PathOf(picture, what));

    /// <summary>Keeps features.</summary>
    public void Write(string picture, string what, float[] features)
    {
        OutputFile.CreateFolder(Path.GetDirectoryName(PathOf(picture, what))!, "choose another folder with --report");
        OutputFile.Write(PathOf(picture, what), MemoryMarshal.AsBytes(features.AsSpan()));
    }

    /// <summary>FID between results and the true pictures; null where fewer than two have features.</summary>
    public double? Distance(IEnumerable<string> pictures, string what)
    {
        string[] known = [.. pictures.Where(picture => Has(picture, what) && Has(picture, Truth))];
        return known.Length < 2 ? null : FrechetDistance.Between(
            [.. known.Select(picture => Read(picture, what))], [.. known.Select(picture => Read(picture, Truth))]);
    }

    private float[] Read(string picture, string what) =>
        MemoryMarshal.Cast<byte, float>(InputFile.ReadAllBytes(PathOf(picture, what), MaxBytes)).ToArray();

    private string PathOf(string picture, string what) => Path.Combine(folder, "features", what, $"{picture}.f32");
}

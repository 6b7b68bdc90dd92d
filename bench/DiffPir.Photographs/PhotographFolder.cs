using DiffPir.Cli.Images;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>The photographs that a table is measured on: all pictures of a folder, by name.</summary>
internal static class PhotographFolder
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp"];

    /// <summary>Reads them.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="every">1 for all, 2 for every second, ...</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IReadOnlyList<(string Name, PlanarImage Image)> Read(string folder, int every) =>
    [
        .. Files(folder, every, "pictures", Extensions)
            .Select(static f => (Path.GetFileNameWithoutExtension(f), ImageReader.Load(f, ImageLimits.DefaultMaxPixels).Pixels)),
    ];

    /// <summary>Paths of the files of some kind, by name.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="every">1 for all, 2 for every second, ...</param>
    /// <param name="kind">What to call them where there is none.</param>
    /// <param name="extensions">How their names end, in lower case.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IEnumerable<string> Files(string folder, int every, string kind, params string[] extensions)
    {
        if (!Directory.Exists(folder))
        {
            throw new ArgumentException($"there is no folder '{folder}'");
        }

        string[] files = [.. Directory.EnumerateFiles(folder).Where(f => extensions.Contains(Path.GetExtension(f).ToLowerInvariant()))
            .Order(StringComparer.Ordinal)];
        return files.Length == 0 ? throw new ArgumentException($"the folder '{folder}' holds no {kind}") : files.Where((_, i) => i % every == 0);
    }
}

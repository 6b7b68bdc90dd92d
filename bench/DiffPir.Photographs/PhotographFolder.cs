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
    public static IReadOnlyList<(string Name, PlanarImage Image)> Read(string folder, int every)
    {
        if (!Directory.Exists(folder))
        {
            throw new ArgumentException($"there is no folder '{folder}'");
        }

        string[] files =
        [
            .. Directory.EnumerateFiles(folder).Where(static f => Extensions.Contains(Path.GetExtension(f).ToLowerInvariant()))
                .Order(StringComparer.Ordinal),
        ];
        return files.Length == 0
            ? throw new ArgumentException($"the folder '{folder}' holds no pictures")
            :
            [
                .. files.Where((_, i) => i % every == 0)
                    .Select(static f => (Path.GetFileNameWithoutExtension(f), ImageReader.Load(f, ImageLimits.DefaultMaxPixels).Pixels)),
            ];
    }
}

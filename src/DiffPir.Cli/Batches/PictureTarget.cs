using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;

namespace DiffPir.Cli.Batches;

/// <summary>Where a result goes.</summary>
internal static class PictureTarget
{
    /// <summary>Makes ready, before any long work, for a picture to be written.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="makesFolder">Whether its folder is made where there is none.</param>
    /// <param name="others">Files that it must not replace; null entries are ignored.</param>
    /// <returns>The format that the name stands for.</returns>
    /// <exception cref="CliException">It cannot be written there, or is one of the others (usage).</exception>
    public static ImageFormat Prepare(string path, bool makesFolder, params IEnumerable<string?> others)
    {
        var format = ImageFormats.FromPath(path);
        if (makesFolder)
        {
            OutputFile.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path))!, "name another folder with -o");
        }

        OutputFile.RequireWritable(path, others);
        return format;
    }
}

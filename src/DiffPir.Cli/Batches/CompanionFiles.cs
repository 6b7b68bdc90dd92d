using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;

namespace DiffPir.Cli.Batches;

/// <summary>Masks and kernels of a batch: one for all pictures, or a folder with one for each, by the picture's name.</summary>
internal static class CompanionFiles
{
    /// <summary>The task with the files of one picture.</summary>
    /// <exception cref="CliException">A folder has none for it, or several (unreadable input).</exception>
    public static TaskChoice Resolve(TaskChoice task, BatchPicture picture) => task with
    {
        KernelPath = Resolve(task.KernelPath, picture, "kernel"),
        MaskPath = Resolve(task.MaskPath, picture, "mask"),
    };

    private static string? Resolve(string? path, BatchPicture picture, string what)
    {
        if (path is null || !InputFile.IsFolder(path))
        {
            return path;
        }

        // 'degrade' writes NAME-mask.png and NAME-kernel.png.
        string[] stems = [picture.Stem, $"{picture.Stem}-{what}"];
        string folder = Path.Combine(path, picture.Folder);
        string[] found = InputFile.IsFolder(folder)
            ? [.. InputFile.ListFolder(folder).Where(file => stems.Contains(Path.GetFileNameWithoutExtension(file)))]
            : [];
        return found switch
        {
            [var file] => file,
            [] => throw InputFile.Unreadable(folder,
                $"it holds no {what} for '{picture.Name}'; put a file named {picture.Stem} or {picture.Stem}-{what} there"),
            _ => throw InputFile.Unreadable(folder, $"it holds several files that may be the {what} of '{picture.Name}' ({string.Join(", ", found.Select(Path.GetFileName).Order(StringComparer.Ordinal))}); keep one"),
        };
    }
}

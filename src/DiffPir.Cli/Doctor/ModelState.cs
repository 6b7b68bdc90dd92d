using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Network;

namespace DiffPir.Cli.Doctor;

/// <summary>A model that comes with the program.</summary>
/// <param name="Name">Its word on the command line.</param>
/// <param name="Path">Its file.</param>
/// <param name="Bytes">The file's length; 0 where it cannot be read.</param>
/// <param name="Sha256">The file's hash; null where it cannot be read.</param>
/// <param name="Problem">Why it cannot be used; null where it can.</param>
internal sealed record ModelState(string Name, string Path, long Bytes, string? Sha256, string? Problem)
{
    /// <summary>Looks at a model.</summary>
    public static ModelState Of(string name, string path)
    {
        try
        {
            using var model = DenoiserModel.Open(path);
            var file = ModelFiles.Hash(model.Checkpoint)[0];
            return new(name, path, file.Bytes, file.Sha256, null);
        }
        catch (Exception e) when (e is CheckpointException or CliException)
        {
            return new(name, path, 0, null, e.Message);
        }
    }

    /// <summary>All that come with the program.</summary>
    public static IReadOnlyList<ModelState> All() => [.. ModelOptions.BuiltinPaths.Select(static shipped => Of(shipped.Key, shipped.Value))];
}

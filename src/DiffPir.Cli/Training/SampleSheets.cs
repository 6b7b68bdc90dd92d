using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Sampler.Training;

namespace DiffPir.Cli.Training;

/// <summary>
/// Pictures to look at while a prior is trained: files in a folder, a row for each square that is not trained on, from left to right the square
/// spoiled, restored, as it was, and a picture drawn from noise alone.
/// </summary>
internal static class SampleSheets
{
    /// <summary>The folder that goes with a model.</summary>
    public static string FolderFor(string model) => model + ".samples";

    /// <summary>Writes the pictures after a step.</summary>
    /// <exception cref="CliException">The folder or the file cannot be written.</exception>
    public static void Save(string model, int step, IReadOnlyList<TrainingSample> samples)
    {
        string folder = FolderFor(model);
        OutputFile.CreateFolder(folder, "choose another output, or leave --sample-every out");
        var sheet = Strip.Stack([.. samples.Select(static row => Strip.Join(row.Measured, row.Restored, row.Truth, row.Drawn))]);
        ImageWriter.Save(Path.Combine(folder, $"{step:00000000}.png"), Photograph.Of(sheet));
    }
}

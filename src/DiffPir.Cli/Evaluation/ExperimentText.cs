using System.Globalization;
using DiffPir.Cli.Jobs;

namespace DiffPir.Cli.Evaluation;

/// <summary>Writes an experiment as the job file that <see cref="JobExperiment"/> reads: every value that is used, defaults included.</summary>
internal static class ExperimentText
{
    /// <summary>The text; values that depend on the picture are those of the first.</summary>
    /// <param name="settings">The experiment, of one method.</param>
    public static string Of(EvaluationSettings settings)
    {
        var picture = EvaluationPicture.Load(settings, EvaluationPicture.Find(settings.Folder, 1)[0], 0);
        var job = picture.JobFor(settings, settings.Entries[0]);
        string holes = settings switch
        {
            { Box: { } box } => $"box: {box.Width}x{box.Height}\n",
            { RandomShare: { } share } => $"random: {share.ToString(CultureInfo.InvariantCulture)}\n",
            _ => "",
        };
        return $"testset: {JobText.Quoted(Path.GetFullPath(settings.Folder))}\n{holes}"
            + JobText.Of(job, settings.Task, settings.Blur, settings.ModelName, settings.Model.Options);
    }
}

using System.CommandLine;
using System.Globalization;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Jobs;
using DiffPir.Cli.Options;
using DiffPir.Sampler;

namespace DiffPir.Cli.Evaluation;

/// <summary>
/// An experiment from a job file: what <c>restore --job</c> takes, done to pictures and undone again. It may name the folder of pictures and the
/// holes to make besides.
/// </summary>
internal static class JobExperiment
{
    private const string TestsetKey = "testset", SettingsKey = "options", ModelOption = "--model", TileOption = "--tile";

    // What is made of a result, or of several, is no part of a measurement.
    private static readonly string[] NotOfAnExperiment = ["--option", "--samples", "--strength", "--grain", "--force", "--max-pixels"];

    /// <summary>The keys that a file may have.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        [TestsetKey, SettingsKey, .. CreateCommand().Command.Options.Select(static option => option.Name).Except(NotOfAnExperiment)
            .Select(static name => name[2..])];

    /// <summary>Whether the lines of a file are of this form, and not of the published program's.</summary>
    public static bool IsOne(IReadOnlyCollection<string> keys) =>
        keys.Any(static key => Keys.Contains(key) && !ReferenceConfiguration.Keys.Contains(key))
        && !keys.Any(static key => ReferenceConfiguration.Keys.Contains(key) && !Keys.Contains(key));

    /// <summary>The experiment.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="lines">What it says.</param>
    /// <param name="choice">What the command line says besides.</param>
    /// <param name="lambda">A lambda in place of its own; null for that.</param>
    /// <exception cref="CliException">It has an unknown key, or says what does not go together.</exception>
    public static EvaluationSettings Read(string path, Dictionary<string, object?> lines, ExperimentChoice choice, double? lambda)
    {
        string folder = choice.Folder ?? lines.GetValueOrDefault(TestsetKey) as string
            ?? throw new CliException(ExitCode.Usage, $"'{path}' names no folder of sharp pictures: name it with --testset");
        var others = lines.Where(static line => line.Key != TestsetKey).ToDictionary(static line => line.Key, static line => line.Value);
        string[] words =
        [
            .. JobFile.Words(path, others, Keys, option => (option == ModelOption && choice.Model is not null) || (option == TileOption && choice.TileIsGiven)),
            .. choice.Model is { } model ? (string[])[$"{ModelOption}={model}"] : [],
            .. choice.TileIsGiven ? (string[])[$"{TileOption}={choice.Tile ?? 0}"] : [],
        ];
        var (command, restore, holes) = CreateCommand();
        var parse = command.Parse(words, CommandLineApp.Parsing);
        if (parse.Errors is [var error, ..])
        {
            throw new CliException(ExitCode.Usage, $"'{path}': {error.Message.TrimEnd('.')}");
        }

        var settings = restore.Read(parse);
        double noise = settings.Noise ?? throw new CliException(ExitCode.Usage, $"'{path}' has no noise: an experiment adds some, so write noise: 0 to 255");
        var task = settings.Task.Boundary is null ? settings.Task with { Boundary = BoundaryHandling.Periodic } : settings.Task;
        MethodOptions Configure(Degradation degradation)
        {
            var options = settings.Configure(degradation, noise);
            return lambda is { } value ? MethodSettings.With(options, "lambda", value.ToString(CultureInfo.InvariantCulture)) : options;
        }

        string method = Configure(task.Kind == TaskKind.Denoise ? new Denoising() : new Colourisation()).Method;
        return new(
            folder, task, settings.BlurName, parse.GetValue(holes.Box), parse.GetValue(holes.Random), [new EvaluationEntry(method, Configure)], settings.Model,
            settings.ModelName, settings.Seed, choice.Limit, choice.ReportOf(TaskRules.Word(task.Kind), lambda),
            $"{string.Join(' ', words)} {lambda}".TrimEnd());
    }

    private static (Command Command, RestoreOptions Restore, HoleOptions Holes) CreateCommand()
    {
        var (command, restore, holes) = (new Command("job", "a job"), new RestoreOptions(), new HoleOptions());
        restore.AddTo(command, holes);
        command.RefuseJpeg(restore.Task);
        return (command, restore, holes);
    }
}

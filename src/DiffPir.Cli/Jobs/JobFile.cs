using System.CommandLine;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Words;

namespace DiffPir.Cli.Jobs;

/// <summary>
/// A job as a YAML file: the options of <c>restore</c> by their names, settings of the method under <c>options</c>. It is read as if its lines stood
/// on the command line, so that the same rules hold; what the command line says itself goes before.
/// </summary>
internal static class JobFile
{
    /// <summary>The option that names a job file.</summary>
    public const string OptionName = "--job";

    /// <summary>The option that writes one.</summary>
    public const string DumpName = "--dump-job";

    /// <summary>The option that names a restored picture, whose record is such a file.</summary>
    public const string FromName = "--from";

    /// <summary>The keys whose values are true or false.</summary>
    public static readonly IReadOnlyList<string> Switches = ["kernel-flip", "texture", "force", "json", "quiet", "strip", "no-record"];

    private const string SettingsKey = "options", SettingOption = "--option";

    // What says where results go, and not what they are.
    private static readonly string[] NotOfAJob = [OptionName, FromName, DumpName, OutputOptions.Output, OutputOptions.SkipExisting, OverwriteOption.Name,
        "--shard", "--help", SettingOption];

    /// <summary>A command line of <c>restore</c> with the lines of its job file, if it names one, in front of its own options.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="restore">The command.</param>
    /// <exception cref="CliException">The file cannot be read, or has a key that no option has.</exception>
    public static IReadOnlyList<string> Expand(IReadOnlyList<string> args, Command restore)
    {
        if (args.Count == 0 || args[0] != restore.Name || (PathIn(args, OptionName) ?? PathIn(args, FromName)) is not { } path)
        {
            return args;
        }

        if (path == OptionFactory.Stream)
        {
            throw new CliException(ExitCode.Usage, OptionFactory.NoStream(PathIn(args, OptionName) is null ? FromName : OptionName));
        }

        var lines = PathIn(args, OptionName) is null
            ? YamlFile.ParseMapping(path, RestorationRecord.Read(path).Job)
            : YamlFile.ReadMapping(path);

        string[] keys = [.. restore.Options.Select(static option => option.Name).Except(NotOfAJob).Select(static name => name[2..]), SettingsKey];
        return [args[0], .. Words(path, lines, keys, option => IsGiven(args, option)), .. args.Skip(1)];
    }

    /// <summary>The lines of a job as words of a command line.</summary>
    /// <param name="path">Where the job comes from, for messages.</param>
    /// <param name="lines">The job.</param>
    /// <param name="keys">The keys that a job may have.</param>
    /// <param name="isGiven">Whether an option is given besides, which goes before.</param>
    /// <exception cref="CliException">It has another key, or a value of another form (unreadable input).</exception>
    public static IReadOnlyList<string> Words(string path, Dictionary<string, object?> lines, IReadOnlyList<string> keys, Func<string, bool> isGiven) =>
        lines.Keys.FirstOrDefault(key => !keys.Contains(key)) is { } unknown
            ? throw InputFile.Unreadable(path, NearestWord.Missing(unknown, keys))
            : [.. lines.Where(line => !isGiven($"--{line.Key}"))
                .SelectMany(line => Words(path, line.Key, line.Value, setting => NamesOf(setting).Any(isGiven)))];

    private static string? PathIn(IReadOnlyList<string> args, string option)
    {
        for (int i = 1; i < args.Count; i++)
        {
            if (args[i] == option && i + 1 < args.Count)
            {
                return args[i + 1];
            }

            if (args[i].StartsWith(option + "=", StringComparison.Ordinal))
            {
                return args[i][(option.Length + 1)..];
            }
        }

        return null;
    }

    private static bool IsGiven(IReadOnlyList<string> args, string option) =>
        args.Any(arg => arg == option || arg.StartsWith(option + "=", StringComparison.Ordinal));

    /// <summary>The options by which the command line may say a setting of the method itself.</summary>
    private static IEnumerable<string> NamesOf(string setting) =>
    [
        $"--{setting}",
        .. setting is "steps" or "samples" ? (string[])["--quality"] : setting == "spacing" ? ["--skip"] : [],
    ];

    private static IEnumerable<string> Words(string path, string key, object? value, Func<string, bool> isSaid) => (key, value) switch
    {
        (_, null) => [],
        (SettingsKey, Dictionary<string, object?> settings) =>
            settings.Where(setting => !isSaid(setting.Key)).SelectMany(setting => setting.Value is string or null
            ? (string[])[SettingOption, $"{setting.Key}={setting.Value ?? "null"}"]
            : throw InputFile.Unreadable(path, $"'{SettingsKey}: {setting.Key}' is no single value")),
        (not SettingsKey, string text) when Switches.Contains(key) => text switch
        {
            "true" => [$"--{key}"],
            "false" => [],
            _ => throw InputFile.Unreadable(path, $"'{key}' is '{text}' and must be true or false"),
        },
        (not SettingsKey, string text) => [$"--{key}={text}"],
        _ => throw InputFile.Unreadable(path, $"'{key}' has not the form that it should: {(key == SettingsKey ? "a mapping" : "a single value")}"),
    };
}

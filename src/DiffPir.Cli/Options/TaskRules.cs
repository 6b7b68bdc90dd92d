using System.CommandLine;
using System.CommandLine.Parsing;

namespace DiffPir.Cli.Options;

/// <summary>Which options go with which task; the rest are refused, so that a slip is not silently ignored.</summary>
internal static class TaskRules
{
    /// <summary>The names of the tasks on the command line.</summary>
    public static readonly (string Word, TaskKind Kind)[] Words =
    [
        ("deblur", TaskKind.Deblur), ("sr", TaskKind.SuperResolution), ("inpaint", TaskKind.Inpaint), ("denoise", TaskKind.Denoise),
        ("colorize", TaskKind.Colorize), ("jpeg", TaskKind.Jpeg),
    ];

    /// <summary>Adds the rule that <paramref name="option"/> goes with <paramref name="tasks"/> only.</summary>
    public static void OnlyFor(this Command command, Option<TaskKind?> task, Option option, params TaskKind[] tasks) =>
        command.Validators.Add(result =>
        {
            if (IsGiven(result, option) && TaskOf(result, task) is { } kind && !tasks.Contains(kind))
            {
                result.AddError(
                    $"{option.Name} goes with --task {string.Join(" and ", tasks.Select(Word))} and not with {Word(kind)}: leave one of them out");
            }
        });

    /// <summary>Adds the rule that <paramref name="option"/> says something about <paramref name="other"/> and is nothing without it.</summary>
    public static void OnlyWith(this Command command, Option option, Option other) =>
        command.Validators.Add(result =>
        {
            if (IsGiven(result, option) && !IsGiven(result, other))
            {
                result.AddError($"{option.Name} goes with {other.Name}: give both or leave it out");
            }
        });

    /// <summary>Adds the rule that of <paramref name="options"/> at most one is given; the task <paramref name="but"/> has a rule of its own.</summary>
    public static void AtMostOne(this Command command, Option<TaskKind?> task, TaskKind but, params Option[] options) =>
        command.Validators.Add(result =>
        {
            string[] given = [.. options.Where(option => IsGiven(result, option)).Select(static option => option.Name)];
            if (given.Length > 1 && TaskOf(result, task) != but)
            {
                result.AddError($"{string.Join(" and ", given)} say the same thing: leave all but one of them out");
            }
        });

    /// <summary>Adds the rule that <paramref name="task"/> needs exactly one of <paramref name="options"/>.</summary>
    public static void RequireOne(this Command command, Option<TaskKind?> task, TaskKind when, params Option[] options) =>
        command.Validators.Add(result =>
        {
            if (TaskOf(result, task) != when)
            {
                return;
            }

            int given = options.Count(option => IsGiven(result, option));
            string names = string.Join(" or ", options.Select(static option => option.Name));
            if (given == 0)
            {
                result.AddError($"--task {Word(when)} needs {names}");
            }
            else if (given > 1)
            {
                result.AddError($"--task {Word(when)} takes {names}, not both");
            }
        });

    /// <summary>Adds the rule that JPEG compression is something to undo only.</summary>
    public static void RefuseJpeg(this Command command, Option<TaskKind?> task) =>
        command.Validators.Add(result =>
        {
            if (TaskOf(result, task) == TaskKind.Jpeg)
            {
                result.AddError($"{task.Name} {Word(TaskKind.Jpeg)} is for restore: {command.Name} compresses nothing; save the picture as a JPEG with another program");
            }
        });

    /// <summary>The task's name on the command line.</summary>
    public static string Word(TaskKind kind) => Words.First(word => word.Kind == kind).Word;

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    // From the word itself: a value that failed to parse has no task, and its own error is reported.
    private static TaskKind? TaskOf(CommandResult result, Option<TaskKind?> task) =>
        result.GetResult(task) is { Tokens: [var token] } && Words.FirstOrDefault(word => word.Word == token.Value) is { Word: not null } found
            ? found.Kind
            : null;
}

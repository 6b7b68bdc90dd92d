using System.Globalization;
using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Batches;

/// <summary>One of the parts that a batch is split into, each for a machine of its own.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Count">How many there are.</param>
internal sealed record Shard(int Number, int Count)
{
    /// <summary>What the option takes, for help and messages.</summary>
    public const string Syntax = "NUMBER/COUNT from 1, auto in a Slurm array, auto/COUNT in a Kubernetes Indexed Job";

    /// <summary>The most parts of a batch.</summary>
    public const int MostParts = 1_000_000;

    private const string Auto = "auto";
    private const string SlurmTask = "SLURM_ARRAY_TASK_ID", SlurmFirst = "SLURM_ARRAY_TASK_MIN", SlurmLast = "SLURM_ARRAY_TASK_MAX",
        SlurmCount = "SLURM_ARRAY_TASK_COUNT";
    private const string KubernetesIndex = "JOB_COMPLETION_INDEX";

    /// <summary>Reads the option's value.</summary>
    /// <param name="text">The value.</param>
    /// <param name="environment">Environment variables by name, null where there is none.</param>
    /// <exception cref="CliException">It is none, or the environment does not tell (usage).</exception>
    public static Shard Parse(string text, Func<string, string?> environment)
    {
        string[] parts = text.Split('/');
        return parts switch
        {
            [Auto] => OfSlurm(environment)
                ?? throw Refused(text, $"{SlurmTask} is not set: this is no task of a Slurm array; write auto/COUNT in a Kubernetes Indexed Job"),
            [Auto, var count] => Checked(text, OfKubernetes(environment) ?? OfSlurm(environment)?.Number
                ?? throw Refused(text, $"neither {KubernetesIndex} nor {SlurmTask} is set"), Whole(text, count)),
            [var number, var count] => Checked(text, Whole(text, number), Whole(text, count)),
            _ => throw Refused(text, $"it must be {Syntax}"),
        };
    }

    private static int? OfKubernetes(Func<string, string?> environment) =>
        environment(KubernetesIndex) is { } index ? Variable(KubernetesIndex, index) + 1 : null;

    private static Shard? OfSlurm(Func<string, string?> environment)
    {
        if (environment(SlurmTask) is not { } task)
        {
            return null;
        }

        int Of(string name) => Variable(name, environment(name)
            ?? throw new CliException(ExitCode.Usage, $"{SlurmTask} is set and {name} is not: use a Slurm array"));
        var (first, last, count) = (Of(SlurmFirst), Of(SlurmLast), Of(SlurmCount));
        if (count == 1 && first > 1)
        {
            throw new CliException(
                ExitCode.Usage, $"the Slurm array has one task, {first}, which does not tell of how many parts it is one: give --shard NUMBER/COUNT, NUMBER from 1 on");
        }

        return last - first + 1 == count
            ? new(Variable(SlurmTask, task) - first + 1, count)
            : throw new CliException(
                ExitCode.Usage, $"the Slurm array from {first} to {last} has {count} tasks, so numbers are left out: give --array={first}-{first + count - 1}, or --shard auto/COUNT");
    }

    private static Shard Checked(string text, int number, int count) => count is >= 1 and <= MostParts && number >= 1 && number <= count
        ? new(number, count)
        : throw Refused(text, $"part {number} of {count} is none; parts count from 1, up to {MostParts}");

    private static int Whole(string text, string part) => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
        ? value
        : throw Refused(text, $"it must be {Syntax}");

    private static int Variable(string name, string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        ? number
        : throw new CliException(ExitCode.Usage, $"the environment variable {name} is '{value}' and must be a whole number");

    private static CliException Refused(string text, string why) => new(ExitCode.Usage, $"--shard is '{text}': {why}");
}

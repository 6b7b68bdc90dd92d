using System.CommandLine;

namespace DiffPir.Cli.Options;

/// <summary>How much to say: <c>--json</c> and <c>--quiet</c>.</summary>
internal sealed class ReportOptions
{
    /// <summary>Results as one line of JSON.</summary>
    public Option<bool> Json { get; } = OptionFactory.Switch("--json", "print the result as one line of JSON");

    /// <summary>No progress.</summary>
    public Option<bool> Quiet { get; } = OptionFactory.Switch("--quiet", "no progress, only results, warnings and errors");

    /// <summary>Adds both to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Json);
        command.Options.Add(Quiet);
    }
}

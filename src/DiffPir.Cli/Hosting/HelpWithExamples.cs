using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace DiffPir.Cli.Hosting;

/// <summary><c>--help</c>: what a command takes, and lines to copy.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new();

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int code = _help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string line in CommandExamples.Of(CommandTree.PathOf(parseResult.CommandResult.Command)))
        {
            output.WriteLine($"  diffpir {line}");
        }

        output.WriteLine();
        return code;
    }
}

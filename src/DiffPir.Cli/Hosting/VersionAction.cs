using System.CommandLine;
using System.CommandLine.Invocation;

namespace DiffPir.Cli.Hosting;

/// <summary><c>--version</c>: one line that a report of a fault can begin with.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(ProductVersion.Line);
        return ExitCode.Success;
    }
}

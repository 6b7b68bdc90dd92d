using System.CommandLine;
using DiffPir.Cli.Completion;
using DiffPir.Cli.Hosting;
using DiffPir.Words;

namespace DiffPir.Cli.Commands;

/// <summary><c>completion</c>: the script that lets a shell complete command lines.</summary>
internal static class CompletionCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = $"{string.Join(", ", CompletionScripts.Shells)}" };
        shell.CompletionSources.Add(CompletionScripts.Shells);
        shell.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && !CompletionScripts.Shells.Contains(token.Value))
            {
                result.AddError(
                    $"SHELL is '{token.Value}' and must be one of {string.Join(", ", CompletionScripts.Shells)}{NearestWord.Hint(token.Value, CompletionScripts.Shells)}");
            }
        });
        var command = new Command("completion",
            "Print the script that lets a shell complete command lines of diffpir; its first line says where to put it.") { shell };
        command.SetWork((parse, _) =>
        {
            terminal.Output.Write(CompletionScripts.For(parse.GetRequiredValue(shell)));
            return ExitCode.Success;
        });
        return command;
    }
}

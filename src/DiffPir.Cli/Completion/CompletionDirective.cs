using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Completion;

/// <summary>
/// <c>[suggest] "restore --task de"</c>: what the last word of an unfinished command line can become, one a line; nothing where it is a file's
/// name or a number, which shells complete themselves. Their scripts call it (<see cref="CompletionScripts"/>).
/// </summary>
internal sealed class CompletionDirective : Directive
{
    /// <summary>The directive.</summary>
    public CompletionDirective()
        : base("suggest") => Action = new Answer();

    /// <summary>The words that an unfinished command line can go on with.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="line">What was typed behind the program's name, up to the cursor.</param>
    internal static IEnumerable<string> Complete(Command root, string line)
    {
        int begin = line.LastIndexOf(' ') + 1;
        string word = line[begin..];

        // An option that is not complete would be taken for a file where one is due; and without a dash, options would stand in the way of files.
        var words = word.StartsWith('-')
            ? CommandTree.OptionsOf(root.Parse(line[..begin], CommandLineApp.Parsing).CommandResult.Command)
            : root.Parse(line, CommandLineApp.Parsing).GetCompletions(line.Length).Select(static item => item.Label)
                .Where(static label => label[0] is not ('-' or '/'));
        return words.Where(other => other.StartsWith(word, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal);
    }

    private sealed class Answer : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            string line = parseResult.Tokens.LastOrDefault(static token => token.Type != TokenType.Directive)?.Value ?? "";
            foreach (string word in Complete(parseResult.RootCommandResult.Command, line))
            {
                parseResult.InvocationConfiguration.Output.WriteLine(word);
            }

            return ExitCode.Success;
        }
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using DiffPir.Cli.Options;
using DiffPir.Words;

namespace DiffPir.Cli.Hosting;

/// <summary>What is wrong with a command line, and what was likely meant.</summary>
internal static class CommandLineMistake
{
    /// <summary>The mistake as one line.</summary>
    /// <param name="parse">A command line with mistakes.</param>
    public static string Describe(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        string path = $"diffpir {CommandTree.PathOf(command)}".TrimEnd();
        return $"{First(parse, command)} (see '{path} --help')";
    }

    private static string First(ParseResult parse, Command command)
    {
        // A misspelled command or option pushes what stands behind it out of place: it is named rather than they.
        string? unknown = parse.UnmatchedTokens is [var token, ..] ? token : null;
        string[] mistakes = [.. parse.Errors.Select(static error => error.Message.TrimEnd('.'))];
        string? option = mistakes.FirstOrDefault(static m => m.StartsWith(OptionFactory.UnrecognizedOption, StringComparison.Ordinal));
        if (option is not null)
        {
            return WithHint(parse, option, option.Split('\'')[1], CommandTree.OptionsOf(command));
        }

        if (unknown is null)
        {
            return mistakes[0];
        }

        var known = unknown.StartsWith('-') ? CommandTree.OptionsOf(command) : command.Subcommands.Select(static child => child.Name);
        string mistake = mistakes.FirstOrDefault(mistake => mistake.Contains($"'{unknown}'", StringComparison.Ordinal)) ?? $"Unrecognized command '{unknown}'";
        return WithHint(parse, mistake, unknown, known);
    }

    /// <summary>The mistake and what was likely meant. A word that is right was only in the wrong place.</summary>
    private static string WithHint(ParseResult parse, string mistake, string word, IEnumerable<string> known) => !known.Contains(word)
        ? mistake + NearestWord.Hint(word, known)
        : parse.Tokens.Any(static token => token.Type == TokenType.DoubleDash)
            ? $"'{word}' stands behind '--', where everything is taken for the name of a file: put it before that"
            : mistake;
}

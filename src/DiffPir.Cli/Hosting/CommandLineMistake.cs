using System.CommandLine;
using DiffPir.Cli.Options;

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
            return option + NearestWord.Hint(option.Split('\'')[1], CommandTree.OptionsOf(command));
        }

        if (unknown is null)
        {
            return mistakes[0];
        }

        var known = unknown.StartsWith('-') ? CommandTree.OptionsOf(command) : command.Subcommands.Select(static child => child.Name);
        string mistake = mistakes.FirstOrDefault(mistake => mistake.Contains($"'{unknown}'", StringComparison.Ordinal)) ?? $"Unrecognized command '{unknown}'";
        return mistake + NearestWord.Hint(unknown, known);
    }
}

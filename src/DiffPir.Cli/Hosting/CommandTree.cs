using System.CommandLine;

namespace DiffPir.Cli.Hosting;

/// <summary>What a command is called and takes, by its place among the others.</summary>
internal static class CommandTree
{
    /// <summary>A command as it is typed behind the program's name, as in <c>model info</c>; empty for the program itself.</summary>
    public static string PathOf(Command command) => command is RootCommand
        ? ""
        : string.Join(' ', command.Parents.OfType<Command>().Where(static parent => parent is not RootCommand).Select(PathOf).Append(command.Name));

    /// <summary>The options of a command and those that it has from the commands above it.</summary>
    public static IEnumerable<string> OptionsOf(Command command) => command.Options
        .Concat(command.Parents.OfType<Command>().SelectMany(static parent => parent.Options.Where(static option => option.Recursive)))
        .Select(static option => option.Name);
}

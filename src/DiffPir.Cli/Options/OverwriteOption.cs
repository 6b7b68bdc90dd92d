using System.CommandLine;
using System.CommandLine.Parsing;

namespace DiffPir.Cli.Options;

/// <summary>Whether files that are there are replaced: <c>--overwrite</c>, the same for every command that writes files which were named.</summary>
internal sealed class OverwriteOption
{
    /// <summary>The option's name.</summary>
    public const string Name = "--overwrite";

    private readonly Option<bool> _overwrite = OptionFactory.Switch(Name, "replace files that are there");

    /// <summary>Adds the option to <paramref name="command"/>.</summary>
    /// <param name="command">Receives it.</param>
    /// <param name="target">The option that names the file; null where the command writes one in any case.</param>
    public void AddTo(Command command, Option? target = null)
    {
        command.Options.Add(_overwrite);
        if (target is not null)
        {
            command.OnlyWith(_overwrite, target);
        }
    }

    /// <summary>Whether a command line that is being parsed has it.</summary>
    public bool IsIn(CommandResult result) => result.GetValue(_overwrite);

    /// <summary>The value of a parsed command line.</summary>
    public bool Read(ParseResult parse) => parse.GetValue(_overwrite);
}

using System.CommandLine;

namespace DiffPir.Cli.Options;

/// <summary>Where the result goes: <c>-o</c>.</summary>
internal sealed class OutputOption
{
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "the picture to write; its extension chooses PNG, JPEG, WebP or TIFF",
        HelpName = "file",
        Required = true,
    };

    /// <summary>Adds the option to <paramref name="command"/>.</summary>
    public void AddTo(Command command) => command.Options.Add(_output);

    /// <summary>The path of a parsed command line.</summary>
    public string Read(ParseResult parse) => parse.GetRequiredValue(_output);
}

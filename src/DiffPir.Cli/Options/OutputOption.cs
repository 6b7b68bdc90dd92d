using System.CommandLine;

namespace DiffPir.Cli.Options;

/// <summary>Where the result goes: <c>-o</c> and <c>--overwrite</c>.</summary>
internal sealed class OutputOption
{
    private readonly Option<string> _output = new Option<string>("--output", "-o")
    {
        Description = "the picture to write; its extension chooses PNG, JPEG, WebP or TIFF",
        HelpName = "file",
        Required = true,
    }.NamingFile();

    private readonly OverwriteOption _overwrite = new();

    /// <summary>Adds both to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_output);
        _overwrite.AddTo(command);
    }

    /// <summary>The path of a parsed command line.</summary>
    public string Read(ParseResult parse) => parse.GetRequiredValue(_output);

    /// <summary>Whether files that are there are replaced.</summary>
    public bool Overwrites(ParseResult parse) => _overwrite.Read(parse);
}

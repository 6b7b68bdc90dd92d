using System.CommandLine;

namespace DiffPir.Cli.Options;

/// <summary>Where results go, and what is done where something is there: <c>-o</c>, <c>--skip-existing</c> and <c>--overwrite</c>.</summary>
internal sealed class OutputOptions
{
    /// <summary>The option's names.</summary>
    public const string Output = "--output", SkipExisting = "--skip-existing";

    private readonly Option<string?> _output;
    private readonly Option<bool> _skip = OptionFactory.Switch(SkipExisting, "leave out pictures whose results are there: goes on with what was interrupted");
    private readonly OverwriteOption _overwrite = new();

    /// <summary>Creates the options.</summary>
    /// <param name="description">What <c>-o</c> takes.</param>
    public OutputOptions(string description) => _output = new(Output, "-o") { Description = description, HelpName = "path" };

    /// <summary>Adds all to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_output);
        command.Options.Add(_skip);
        _overwrite.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_output) is { Tokens: [{ Value: var value }] } && string.IsNullOrWhiteSpace(value))
            {
                result.AddError($"{Output} is empty: name a file, a folder or a template, or leave it out");
            }

            if (result.GetValue(_skip) && _overwrite.IsIn(result))
            {
                result.AddError($"{SkipExisting} and {OverwriteOption.Name} exclude each other: give one of them");
            }
        });
    }

    /// <summary>The value of <c>-o</c>; null where results lie beside the pictures.</summary>
    public string? Read(ParseResult parse) => parse.GetValue(_output);

    /// <summary>Whether pictures are left out whose results are there.</summary>
    public bool Skips(ParseResult parse) => parse.GetValue(_skip);

    /// <summary>Whether results that are there are replaced.</summary>
    public bool Overwrites(ParseResult parse) => _overwrite.Read(parse);
}

using System.CommandLine;
using DiffPir.Cli.Images;

namespace DiffPir.Cli.Options;

/// <summary>What a restored picture's file says beside its pixels: <c>--strip</c> and <c>--no-record</c>.</summary>
internal sealed class RecordOptions
{
    /// <summary>Without EXIF and the like.</summary>
    public Option<bool> Strip { get; } = OptionFactory.Switch("--strip",
        "leave EXIF, XMP and IPTC of the input out (its colour profile stays: colours depend on it)");

    /// <summary>Without the record.</summary>
    public Option<bool> NoRecord { get; } = OptionFactory.Switch(
        "--no-record", "leave out the record of the values used, which 'diffpir info' reads and --from repeats");

    /// <summary>Adds both to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Strip);
        command.Options.Add(NoRecord);
    }

    /// <summary>A picture as its file shall describe it.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="photograph">The picture.</param>
    /// <param name="record">How it came to be; made only where it is wanted.</param>
    public Photograph Apply(ParseResult parse, Photograph photograph, Func<string> record) =>
        (parse.GetValue(Strip) ? photograph.Stripped() : photograph) with { Record = parse.GetValue(NoRecord) ? null : record() };
}

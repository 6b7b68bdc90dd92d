using System.Text.RegularExpressions;
using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Serving;

/// <summary>
/// Messages for people who are not at this machine: settings have the names that a job gives them and no dashes, and no file of this machine is
/// named by its path.
/// </summary>
internal static partial class ServedText
{
    private const string RaisesLimit = " or raise --max-pixels";

    /// <summary>What went wrong, in one line.</summary>
    public static string Of(Exception exception)
    {
        string text = Of(ErrorReport.LineOf(exception));

        // What was expected to go wrong tells of files that were sent; whatever else fails may tell of any.
        return exception is CliException ? text : QuotedPath().Replace(text, static path => $"'{path.Groups[1].Value}'");
    }

    /// <summary>A message of the command line.</summary>
    public static string Of(string text) =>
        Setting().Replace(ServedModels.WithoutPaths(text.Replace(RaisesLimit, "", StringComparison.Ordinal)), static setting =>
            setting.Groups[2] is { Success: true } value ? $"'{setting.Groups[1].Value}: {value.Value}'" : $"'{setting.Groups[1].Value}'");

    /// <summary>An option, with the value that belongs to it where a message names both: a word that some option knows, a number, or a blur.</summary>
    [GeneratedRegex(@"(?<![\w'-])--([a-z][a-z-]*[a-z])(?: (deblur|sr|inpaint|denoise|colorize|jpeg|diffpir|paper|auto|fill|unknown|gaussian:[\w:]+|[0-9][0-9.]*)(?![\w]))?")]
    private static partial Regex Setting();

    /// <summary>A path from the root of a file system in quotation marks, and its last part.</summary>
    [GeneratedRegex(@"'(?:/|\\\\|[A-Za-z]:[/\\])(?:[^']*[/\\])?([^'/\\]+)'")]
    private static partial Regex QuotedPath();
}

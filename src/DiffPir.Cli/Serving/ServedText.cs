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
        Setting().Replace(ServedModels.WithoutPaths(text.Replace(RaisesLimit, "", StringComparison.Ordinal)), static found => found switch
        {
            _ when found.Groups["option"] is { Success: false } => found.Value,
            _ when found.Groups["value"] is { Success: true } value => $"'{found.Groups["option"].Value}: {value.Value}'",
            _ => $"'{found.Groups["option"].Value}'",
        });

    /// <summary>
    /// An option, as the parser quotes it, or not quoted and with the value that belongs to it where a message names both: a word that some option
    /// knows, a number, or a blur. Whatever else is quoted was sent, and stays as it is.
    /// </summary>
    [GeneratedRegex(
        """
        (?<=[Oo]ption:?\ )'--(?<option>[a-z-]+)'
        | (?<!\w)'[^']*'
        | (?<![\w-])--(?<option>[a-z][a-z-]*[a-z])
          (?:\ (?<value>deblur|sr|inpaint|denoise|colorize|jpeg|diffpir|paper|auto|fill|unknown|gaussian:[\w:]+|[0-9][0-9.]*)(?!\w))?
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Setting();

    /// <summary>A path from the root of a file system in quotation marks, and its last part.</summary>
    [GeneratedRegex(@"'(?:/|\\\\|[A-Za-z]:[/\\])(?:[^']*[/\\])?([^'/\\]+)'")]
    private static partial Regex QuotedPath();
}

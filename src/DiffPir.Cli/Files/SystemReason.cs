namespace DiffPir.Cli.Files;

/// <summary>What the system says of a file, for lines that name the file themselves.</summary>
internal static class SystemReason
{
    /// <summary>The message without the path that the runtime adds to it, which may be that of an unfinished file, and without a full stop.</summary>
    public static string Of(Exception error)
    {
        var path = error.Message.LastIndexOf(" : '", StringComparison.Ordinal);
        return (path > 0 ? error.Message[..path] : error.Message).TrimEnd('.', ' ');
    }
}

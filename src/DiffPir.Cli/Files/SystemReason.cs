namespace DiffPir.Cli.Files;

/// <summary>What the system says of a file, for lines that name the file themselves.</summary>
internal static class SystemReason
{
    /// <summary>Whether an error is the system's, of a file that is written.</summary>
    public static bool IsOne(Exception error) => error is IOException or UnauthorizedAccessException || IsTooLong(error);

    /// <summary>The message without the path that the runtime adds to it, which may be that of an unfinished file, and without a full stop.</summary>
    public static string Of(Exception error)
    {
        if (IsTooLong(error))
        {
            return "the file becomes too long for this disk or this user";
        }

        int path = error.Message.LastIndexOf(" : '", StringComparison.Ordinal);
        return (path > 0 ? error.Message[..path] : error.Message).TrimEnd('.', ' ');
    }

    // The runtime tells that a file may not grow so large (EFBIG) by an error of an argument.
    private static bool IsTooLong(Exception error) => error is ArgumentOutOfRangeException { ParamName: "value" };
}

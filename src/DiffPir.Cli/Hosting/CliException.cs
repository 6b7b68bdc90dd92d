namespace DiffPir.Cli.Hosting;

/// <summary>An error of the user's world: shown as one line, ends the process with <see cref="Code"/>.</summary>
/// <param name="code">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What is wrong and what to do, in one line.</param>
/// <param name="inner">The cause, if another exception told of it.</param>
internal sealed class CliException(int code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code, one of <see cref="ExitCode"/>.</summary>
    public int Code { get; } = code;
}

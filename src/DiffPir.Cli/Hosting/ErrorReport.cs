using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Sampler;

namespace DiffPir.Cli.Hosting;

/// <summary>Turns whatever went wrong into one line and an exit code.</summary>
internal static class ErrorReport
{
    /// <summary>Set to 1, it shows stack traces.</summary>
    private const string TraceVariable = "DIFFPIR_TRACE";

    /// <summary>Writes one line to <see cref="Terminal.Error"/> and returns the exit code of the process.</summary>
    public static int Write(Terminal terminal, Exception exception)
    {
        var (code, message) = Describe(exception);
        if (Environment.GetEnvironmentVariable(TraceVariable) == "1")
        {
            foreach (string line in exception.ToString().Split('\n', StringSplitOptions.TrimEntries))
            {
                terminal.Error.WriteLine(line);
            }
        }

        terminal.Error.WriteLine(code == ExitCode.Cancelled ? $"diffpir: {message}" : $"diffpir: error: {OneLine(message)}");
        return code;
    }

    /// <summary>What went wrong, in one line.</summary>
    public static string LineOf(Exception exception) => OneLine(Describe(exception).Message);

    private static (int Code, string Message) Describe(Exception exception) => exception switch
    {
        CliException e => (e.Code, e.Message),
        OperationCanceledException => (ExitCode.Cancelled, "cancelled; no partial file was left behind"),
        CheckpointException e => (ExitCode.WrongModel, Remedies.AddTo(e.Message)),
        DeviceException e => (ExitCode.Device, Remedies.AddTo(e.Message)),
        SamplerException e => (ExitCode.Usage, Remedies.AddTo(e.Message)),
        TypeInitializationException { InnerException: { } inner } => Describe(inner),
        OutOfMemoryException => (ExitCode.Device, "not enough memory: use a smaller picture"),
        IOException or UnauthorizedAccessException => (ExitCode.Unexpected, $"the system refuses a file or a stream: {exception.Message.TrimEnd('.')}"),
        AggregateException { InnerException: { } inner } => Describe(inner),
        _ when DeviceException.Of(exception) is { } device => Describe(device),
        _ => (ExitCode.Unexpected, $"unexpected {exception.GetType().Name}: {exception.Message} (please report this; {TraceVariable}=1 shows where)"),
    };

    private static string OneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}

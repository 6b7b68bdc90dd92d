namespace DiffPir.Cli.Hosting;

/// <summary>The outside of a command, passed in so that output, progress and timing can be tested as text.</summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="errorIsInteractive">True when a person watches <paramref name="error"/>.</param>
/// <param name="clock">Measures the time of steps.</param>
internal sealed class Terminal(TextWriter output, TextWriter error, bool errorIsInteractive, TimeProvider clock)
{
    /// <summary>Results go here. Where it cannot be written, the command fails: nobody would see what it has to say.</summary>
    public TextWriter Output { get; } = new PlainWriter(output, static e => new CliException(
        ExitCode.Unexpected, $"standard output cannot be written ({SystemReason.Of(e)}); pictures and other files are complete", e));

    /// <summary>Progress and errors go here. Where it cannot be written, work goes on.</summary>
    public TextWriter Error { get; } = new PlainWriter(error, static _ => null);

    /// <summary>Standard error for what draws in place, and writes no text that comes from outside.</summary>
    public TextWriter Screen => error;

    /// <summary>True when a person watches <see cref="Error"/>: progress is drawn in place.</summary>
    public bool ErrorIsInteractive => errorIsInteractive;

    /// <summary>Measures the time of steps.</summary>
    public TimeProvider Clock => clock;

    /// <summary>Standard input as bytes, for a picture that another program sends.</summary>
    public Func<Stream> OpenInput { get; init; } = Console.OpenStandardInput;

    /// <summary>Standard output as bytes, for a picture that another program takes.</summary>
    public Func<Stream> OpenOutput { get; init; } = Console.OpenStandardOutput;

    /// <summary>True when a person watches standard output: bytes of a picture are no use there.</summary>
    public bool OutputIsInteractive { get; init; }

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess() =>
        new(Console.Out, Console.Error, !Console.IsErrorRedirected, TimeProvider.System) { OutputIsInteractive = !Console.IsOutputRedirected };
}

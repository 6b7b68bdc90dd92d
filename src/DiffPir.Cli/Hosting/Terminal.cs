namespace DiffPir.Cli.Hosting;

/// <summary>The outside of a command, passed in so that output, progress and timing can be tested as text.</summary>
/// <param name="Output">Results go here (standard output).</param>
/// <param name="Error">Progress and errors go here (standard error).</param>
/// <param name="ErrorIsInteractive">True when a person watches <paramref name="Error"/>: progress is drawn in place.</param>
/// <param name="Clock">Measures the time of steps.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool ErrorIsInteractive, TimeProvider Clock)
{
    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess() => new(Console.Out, Console.Error, !Console.IsErrorRedirected, TimeProvider.System);
}

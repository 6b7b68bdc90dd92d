using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>One command line run in this process, with its outside as text.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CommandRun(int Code, string Output, string Error)
{
    /// <summary>Runs a command line.</summary>
    public static Task<CommandRun> OfAsync(params string[] args) => RunAsync(new StringWriter(), args, TestContext.Current.CancellationToken);

    /// <summary>Runs a command line and interrupts it, as Ctrl+C does, when it writes its first line to standard error.</summary>
    public static async Task<CommandRun> InterruptedAsync(params string[] args)
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        return await RunAsync(new InterruptingWriter(interrupt), args, interrupt.Token);
    }

    private static async Task<CommandRun> RunAsync(StringWriter error, string[] args, CancellationToken cancellation)
    {
        using var output = new StringWriter();
        int code = await CommandLineApp.RunAsync(args, new Terminal(output, error, false, TimeProvider.System), cancellation);
        return new CommandRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Asserts that the command failed with this code and one line that holds all of <paramref name="parts"/>.</summary>
    public void ShouldFail(int code, params string[] parts)
    {
        Assert.True(code == Code, $"exit code {Code} instead of {code}: {Error}");
        Assert.StartsWith("diffpir: error: ", Error, StringComparison.Ordinal);
        Assert.Equal(Error.Length - Environment.NewLine.Length, Error.IndexOf(Environment.NewLine, StringComparison.Ordinal));
        Assert.Empty(Output);
        Assert.All(parts, part => Assert.Contains(part, Error, StringComparison.Ordinal));
    }

    /// <summary>Asserts success.</summary>
    public CommandRun ShouldSucceed()
    {
        Assert.True(Code == ExitCode.Success, $"exit code {Code}: {Error}{Output}");
        return this;
    }

    private sealed class InterruptingWriter(CancellationTokenSource interrupt) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            interrupt.Cancel();
        }
    }
}

using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Hosting;

/// <summary>Signals end the program with the code that they stand for, and no file is left behind.</summary>
public sealed class InterruptionTests : IDisposable
{
    private const int Hangup = 1, Interrupt = 2, Terminate = 15;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Hangup, 129)]
    [InlineData(Interrupt, 130)]
    [InlineData(Terminate, 143)]
    public void First_signal_ends_the_work_between_two_steps(int signal, int code)
    {
        Commands.FastDevice.Require();
        using var run = Restore(32, "--steps", "1000");
        Assert.Contains("step", run.Error.ReadLine(), StringComparison.Ordinal);

        run.Signal(signal);

        Assert.EndsWith($"diffpir: cancelled; no partial file was left behind{Environment.NewLine}", run.Error.ReadToEnd(), StringComparison.Ordinal);
        Assert.Equal(code, run.WaitForExit());
        Assert.Equal(["in.png"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Second_signal_ends_the_program_within_a_step()
    {
        // A step of a picture of this size takes this device seconds.
        using var run = Restore(128, "--device", "cpu", "--steps", "2");
        Assert.Contains("step 1 of 2", run.Error.ReadLine(), StringComparison.Ordinal);
        while (!run.EndsWithin(TimeSpan.FromMilliseconds(100)))
        {
            run.Signal(Interrupt);
        }

        Assert.Equal(130, run.WaitForExit());
        Assert.DoesNotContain("cancelled", run.Error.ReadToEnd(), StringComparison.Ordinal);
        Assert.Equal(["in.png"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Signal_that_is_ignored_stays_so()
    {
        Pictures.Gradient(3, 32, 32).SaveTo(_folder.File("in.png"));

        var (code, _, _) = ProgramRun.OfShell(
            "trap '' HUP; \"$@\" & while kill -HUP $! 2>/dev/null; do sleep 0.1; done; wait $!",
            "degrade", _folder.File("in.png"), "-o", _folder.File("out.png"), "--task", "denoise", "--noise", "5");

        Assert.Equal(0, code);
    }

    private ProgramRun Restore(int side, params string[] options)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such signals on Windows");
        string input = Pictures.Gradient(3, side, side).SaveTo(_folder.File("in.png"));
        return ProgramRun.Start(["restore", input, "-o", _folder.File("out.png"), "--task", "denoise", "--noise", "10", .. options]);
    }
}

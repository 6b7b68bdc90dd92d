using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Hosting;

/// <summary>A reader that goes away before everything is said is no defect.</summary>
public sealed class ClosedPipeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--help")]
    [InlineData("restore", "--help")]
    [InlineData("devices")]
    [InlineData("model", "list", "--json")]
    [InlineData("completion", "bash")]
    public void Output_that_nobody_reads_is_no_error(params string[] args)
    {
        var run = ProgramRun.OfShell("{ \"$@\"; echo $? >&3; } 3>&2 | true", args);

        Assert.Equal("0", run.Error.Trim());
    }

    [Fact]
    public void Result_is_there_though_its_report_is_not_read()
    {
        string input = Pictures.Gradient(3, 16, 16).SaveTo(_folder.File("in.png"));

        var run = ProgramRun.OfShell(
            "{ sleep 1; \"$@\"; echo $? >&3; } 3>&2 | head -n 0", "degrade", input, "-o", _folder.File("out.png"), "--task", "denoise", "--noise", "5",
            "--json");

        Assert.Equal("0", run.Error.Trim());
        Assert.True(File.Exists(_folder.File("out.png")));
    }

    [Fact]
    public void Error_that_nobody_reads_keeps_its_exit_code()
    {
        var run = ProgramRun.OfShell("{ \"$@\" 2>&1; echo $? >&3; } 3>&2 | true", "model", "info", _folder.File("none.pt"));

        Assert.Equal("4", run.Error.Trim());
    }
}

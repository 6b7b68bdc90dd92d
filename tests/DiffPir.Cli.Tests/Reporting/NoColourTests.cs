using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Reporting;

/// <summary>What a person at a terminal sees, by a pseudo-terminal of script(1).</summary>
public sealed class NoColourTests : IDisposable
{
    /// <summary>How a colour begins: red to white, and their bright sisters, as foreground.</summary>
    private static readonly string[] Colours = ["\u001b[3", "\u001b[9", "\u001b[1;3", "\u001b[38"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", true)]
    [InlineData("NO_COLOR=1", false)]
    [InlineData("NO_COLOR=true", false)]
    public void Progress_has_colours_unless_NO_COLOR_is_set(string variable, bool coloured)
    {
        Commands.FastDevice.Require();
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script (util-linux) is not installed");
        string input = Pictures.Gradient(3, 32, 32).SaveTo(_folder.File("in.png"));

        var run = ProgramRun.OfShell(
            $"cd '{_folder.Path}' && env -u NO_COLOR TERM=xterm-256color {variable} script -qec \"$*\" /dev/null </dev/null",
            "restore", input, "-o", _folder.File("out.png"), "--task", "denoise", "--noise", "5", "--texture", "--model", "builtin-small", "--steps", "3");

        Assert.True(run.Code == 0, run.Output);
        Assert.Contains("\u001b[", run.Output, StringComparison.Ordinal); // it draws in place
        Assert.Equal(coloured, Colours.Any(colour => run.Output.Contains(colour, StringComparison.Ordinal)));
    }
}

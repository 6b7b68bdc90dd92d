using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Tests.Commands;
using DiffPir.Files;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Hosting;

/// <summary>Text from outside never reaches the terminal raw, and a stream that cannot be written is an error of the world.</summary>
public sealed class TerminalTests : IDisposable
{
    /// <summary>Clears the screen, turns the direction of writing, begins a line of its own; C1 and DEL; valid in a name on Linux.</summary>
    private const string Evil = "a\u001b[2Jb\u202Ec\nd\u009Be\u2066f\u007Fg";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Commands => ["restore", "degrade", "model info", "model convert"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Name_of_a_missing_file_is_shown_without_its_control_characters(string command)
    {
        string[] rest = command is "restore" or "degrade" ? ["-o", _folder.File("out.png"), "--task", "denoise", "--noise", "5"]
            : command == "model convert" ? [_folder.File("out.safetensors")] : [];

        var run = await CommandRun.OfAsync([.. command.Split(' '), _folder.File(Evil), .. rest]);

        Assert.NotEqual(ExitCode.Success, run.Code);
        Assert.Contains("a?[2Jb?c", run.Error, StringComparison.Ordinal);
        ShouldBePlain(run.Error);
    }

    [Fact]
    public async Task Name_of_an_output_is_shown_without_its_control_characters()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows allows no such names");
        string input = Pictures.Gradient(3, 16, 16).SaveTo(_folder.File("in.png"));
        string[] task = ["degrade", input, "-o", _folder.File(Evil + ".png"), "--task", "inpaint", "--random", "0.5"];

        var run = (await CommandRun.OfAsync(task)).ShouldSucceed();
        var json = (await CommandRun.OfAsync([.. task, "--json", "--overwrite"])).ShouldSucceed();

        ShouldBePlain(run.Output);
        Assert.Equal(2, run.Output.TrimEnd().Split(Environment.NewLine).Length);
        ShouldBePlain(json.Output);
        Assert.Equal(_folder.File(Evil + ".png"), JsonDocument.Parse(json.Output).RootElement.GetProperty("output").GetString());
    }

    [Theory]
    [InlineData("0.5 \u001b[31m0.5")]
    [InlineData("0.5 \u202E0.5")]
    public async Task Text_of_a_kernel_is_shown_without_its_control_characters(string text)
    {
        string kernel = _folder.File("kernel.txt");
        File.WriteAllText(kernel, text);
        string input = Pictures.Gradient(3, 16, 16).SaveTo(_folder.File("in.png"));

        var run = await CommandRun.OfAsync("degrade", input, "-o", _folder.File("out.png"), "--task", "deblur", "--kernel", kernel);

        run.ShouldFail(ExitCode.UnreadableInput, "kernel.txt");
        ShouldBePlain(run.Error);
    }

    [Fact]
    public async Task Help_keeps_its_lines() => Assert.True((await CommandRun.OfAsync("restore", "--help")).Output.Split(Environment.NewLine).Length > 20);

    [Theory]
    [InlineData("\"$@\" >/dev/full", 1, "standard output cannot be written")]
    [InlineData("\"$@\" >&-", 1, "standard output cannot be written")]
    [InlineData("\"$@\" 2>/dev/full", 0, "")]
    [InlineData("\"$@\" 2>&-", 0, "")]
    public void Stream_that_cannot_be_written_is_named_and_the_picture_is_there(string line, int code, string reason)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "this system has no /dev/full");
        string input = Pictures.Gradient(3, 16, 16).SaveTo(_folder.File("in.png"));

        var run = ProgramRun.OfShell(line, "degrade", input, "-o", _folder.File("out.png"), "--task", "denoise", "--noise", "5");

        Assert.Equal(code, run.Code);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("out.png")));
    }

    [Fact]
    public void Error_that_cannot_be_shown_still_gives_its_exit_code()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "this system has no /dev/full");

        Assert.Equal(ExitCode.WrongModel, ProgramRun.OfShell("\"$@\" 2>/dev/full", "model", "info", _folder.File("none.pt")).Code);
    }

    private static void ShouldBePlain(string text) =>
        Assert.DoesNotContain(text.Replace(Environment.NewLine, string.Empty, StringComparison.Ordinal), PlainText.IsUnsafe);
}

using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Tests.Commands;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Batches;

/// <summary>What only a process shows: streams, and an end without warning.</summary>
public sealed class BatchProcessTests : IDisposable
{
    private const int SigKill = 9;

    private readonly TemporaryFolder _folder = new();

    public BatchProcessTests() => FastDevice.Require();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_goes_through_streams()
    {
        Pictures.Gradient(3, 32, 40).SaveTo(_folder.File("in.png"));

        var (code, output, error) = ProgramRun.OfShell(
            $"\"$@\" <'{_folder.File("in.png")}' >'{_folder.File("out.png")}'", "restore", "-", "--task", "denoise", "--noise", "5", "--steps", "2",
            "--model", "builtin-small", "--quiet");

        Assert.True(code == ExitCode.Success, error);
        Assert.Empty(output);
        var restored = Pictures.Pixels(_folder.File("out.png"));
        Assert.Equal((3, 32, 40), (restored.Channels, restored.Height, restored.Width));
        Assert.Contains("standard output: 40 x 32, denoise", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_subfolder_that_is_closed_is_one_failure_and_does_not_stop_the_rest()
    {
        Save("in/a.png");
        Save("in/closed/b.png");
        Save("in/unseen/c.png");
        Save("in/z/d.png");
        Save("elsewhere/e.png");
        File.CreateSymbolicLink(_folder.File("in/link.png"), _folder.File("elsewhere/e.png"));

        var (code, output, error) = WithRights(
            [("in/closed", UnixFileMode.None), ("in/unseen", UnixFileMode.UserRead), ("elsewhere", UnixFileMode.None)],
            "restore", _folder.File("in"), "-o", _folder.File("out"), "--task", "denoise", "--noise", "5", "--steps", "2", "--model", "builtin-small",
            "--json", "--quiet");

        Assert.True(code == ExitCode.SomeFailed, error);
        Assert.Equal(
            [
                $"diffpir: error: cannot read '{_folder.File("in/link.png")}': permission denied; check the rights of the file",
                $"diffpir: error: cannot read '{_folder.File("in/closed")}': permission denied; check the rights of the folder",
                $"diffpir: error: cannot read '{_folder.File("in/unseen")}': permission denied; check the rights of the folder",
            ],
            error.TrimEnd().Split(Environment.NewLine));
        Assert.True(File.Exists(_folder.File("out/a.png")) && File.Exists(_folder.File("out/z/d.png")));
        var json = JsonDocument.Parse(output).RootElement;
        Assert.Equal((2, 3), (json.GetProperty("done").GetInt32(), json.GetProperty("failed").GetInt32()));
        var told = json.GetProperty("pictures").EnumerateArray().ToDictionary(
            static picture => picture.GetProperty("name").GetString()!, static picture => picture.GetProperty("state").GetString());
        Assert.Equal(["a.png", "closed", "link.png", "unseen", "z/d.png"], told.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("failed", "failed", "failed"), (told["closed"], told["link.png"], told["unseen"]));
        JsonSchemas.ShouldMatch("restore.json", output);
    }

    [Theory]
    [InlineData("in", null)]
    [InlineData("in", "out")]
    [InlineData("in/**/*.png", "out")]
    public void A_folder_of_nothing_but_closed_ones_names_no_picture(string input, string? output)
    {
        Save("in/closed/b.png");

        var (code, _, error) = WithRights(
            [("in/closed", UnixFileMode.None)],
            ["restore", _folder.File(input), .. output is null ? (string[])[] : ["-o", _folder.File(output)], "--task", "denoise", "--model", "builtin-small"]);

        Assert.Equal(ExitCode.UnreadableInput, code);
        Assert.Equal($"diffpir: error: cannot read '{_folder.File("in/closed")}': permission denied; check the rights of the folder", error.TrimEnd());
    }

    [Fact]
    public void Killed_at_once_nothing_is_lost_but_the_picture_in_work()
    {
        for (int i = 0; i < 4; i++)
        {
            Save($"in/{i}.png");
        }

        string[] command = ["restore", _folder.File("in"), "-o", _folder.File("out"), "--task", "denoise", "--noise", "5", "--steps", "40", "--model",
            "builtin-small"];
        using (var run = ProgramRun.Start(command))
        {
            while (!File.Exists(_folder.File("out/0.png")) && !run.EndsWithin(TimeSpan.FromMilliseconds(20)))
            {
            }

            run.Signal(SigKill);
            run.WaitForExit();
        }

        var kept = Directory.GetFiles(_folder.File("out"), "*.png").ToDictionary(static file => file, File.ReadAllBytes);
        Assert.InRange(kept.Count, 1, 3);
        Assert.All(kept.Keys, static file => ImageReader.Load(file, 10_000));

        var (code, output, error) = ProgramRun.OfShell("\"$@\"", [.. command, "--skip-existing", "--quiet"]);

        Assert.True(code == ExitCode.Success, error);
        Assert.Contains($"{4 - kept.Count} restored, {kept.Count} skipped", output, StringComparison.Ordinal);
        Assert.All(kept, static file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
    }

    /// <summary>Runs the program while folders have other rights, without the privilege of an administrator to look past them.</summary>
    private (int Code, string Output, string Error) WithRights((string Folder, UnixFileMode Mode)[] rights, params string[] args)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "rights are others there");
        bool isPrivileged = Environment.IsPrivilegedProcess;
        Assert.SkipWhen(isPrivileged && ProgramRun.OfShell("command -v setpriv").Code != 0, "setpriv is not there to run the program without privileges");
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        try
        {
            Array.ForEach(rights, right => SetMode(right.Folder, right.Mode));
            return ProgramRun.OfShell(isPrivileged ? "exec setpriv --bounding-set=-dac_override,-dac_read_search \"$@\"" : "exec \"$@\"", args);
        }
        finally
        {
            Array.ForEach(rights, right => SetMode(right.Folder, own));
        }
    }

    private void SetMode(string folder, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.File(folder), mode);
        }
    }

    private void Save(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        Pictures.Gradient(3, 32, 32).SaveTo(_folder.File(name));
    }
}

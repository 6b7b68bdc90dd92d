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
    public void Killed_at_once_nothing_is_lost_but_the_picture_in_work()
    {
        Directory.CreateDirectory(_folder.File("in"));
        for (int i = 0; i < 4; i++)
        {
            Pictures.Gradient(3, 32, 32).SaveTo(_folder.File($"in/{i}.png"));
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
}

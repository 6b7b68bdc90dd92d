using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>Transparent holes of a picture are what <c>--task inpaint</c> fills in where no mask is named.</summary>
public sealed class TransparentHolesTests : IDisposable
{
    private const int Side = 32;

    private readonly TemporaryFolder _folder = new();

    public TransparentHolesTests() => FastDevice.Require();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Holes_are_filled_in_and_the_rest_stays()
    {
        var before = Save("holes.png", static (x, y) => x is >= 8 and < 16 && y is >= 8 and < 16 ? 0 : 1);

        var run = (await RestoreAsync("holes.png", "out.png")).ShouldSucceed();

        Assert.Contains("its transparency is read: transparent holes are to be filled in", run.Error, StringComparison.Ordinal);
        Assert.Contains("mask: 94 % known, 6 % filled in", run.Output, StringComparison.Ordinal);
        var after = ImageReader.Load(_folder.File("out.png"), 10_000);
        Assert.Null(after.Alpha);
        for (int i = 0; i < Side * Side; i++)
        {
            if (before.Alpha![i] == 1)
            {
                Assert.Equal(before.Pixels.Data[i], after.Pixels.Data[i]);
            }
        }

        // Its record, which names no mask, repeats it.
        (await CommandRun.OfAsync("restore", _folder.File("holes.png"), "-o", _folder.File("again.png"), "--from", _folder.File("out.png"), "--quiet")).ShouldSucceed();
        Assert.Equal(after.Pixels.Data, Pictures.Pixels(_folder.File("again.png")).Data);
    }

    [Fact]
    public async Task A_picture_without_holes_needs_a_mask()
    {
        Save("opaque.png", static (_, _) => 1);
        Save("faint.png", static (x, _) => x == 0 ? 0.75f : 1);
        Save("nothing.png", static (_, _) => 0);

        foreach (string name in (string[])["opaque.png", "faint.png"])
        {
            (await RestoreAsync(name, "out.png")).ShouldFail(ExitCode.Usage, $"--task inpaint needs --mask, as '{_folder.File(name)}' has no transparent holes", "--mask auto");
        }

        (await RestoreAsync("nothing.png", "out.png")).ShouldFail(ExitCode.Usage, "is transparent everywhere");
    }

    [Fact]
    public async Task A_batch_in_which_no_picture_has_holes_ends_at_once()
    {
        Directory.CreateDirectory(_folder.File("in"));
        Pictures.Gradient(3, Side, Side).SaveTo(_folder.File("in/a.png"));
        Pictures.Gradient(3, Side, Side).SaveTo(_folder.File("in/b.jpg"));

        (await RestoreAsync("in", "out")).ShouldFail(ExitCode.Usage, "--task inpaint needs --mask, as");
        Assert.False(Directory.Exists(_folder.File("out")));

        Save("in/holes.png", static (x, _) => x == 5 ? 0 : 1);
        var run = await RestoreAsync("in", "out");
        Assert.Equal(ExitCode.SomeFailed, run.Code);
        Assert.Contains("1 restored, 0 skipped as their results were there, 2 failed", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--mask")]
    [InlineData("--task")]
    public async Task The_mean_removes_noise_and_fills_in_what_is_missing(string given)
    {
        Save("in.png", static (x, _) => x == 5 ? 0 : 1);
        string[] task = given == "--mask" ? ["--task", "denoise", "--mask", _folder.File("in.png")] : ["--task", "inpaint"];

        var run = await CommandRun.OfAsync(
            ["restore", _folder.File("in.png"), "-o", _folder.File("out.png"), "--noise", "5", "--model", "builtin-small", "--json", .. task]);

        Assert.Equal(ExitCode.Success, run.Code);
        Assert.Contains("\"method\":\"mean\"", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("out.png")));
    }

    private Task<CommandRun> RestoreAsync(string input, string output) => CommandRun.OfAsync(
        "restore", _folder.File(input), "-o", _folder.File(output), "--task", "inpaint", "--model", "builtin-small", "--steps", "2", "--quiet");

    private Photograph Save(string name, Func<int, int, float> opacity)
    {
        var photograph = Pictures.Gradient(3, Side, Side) with { Alpha = [.. Enumerable.Range(0, Side * Side).Select(i => opacity(i % Side, i / Side))] };
        photograph.SaveTo(_folder.File(name));
        return ImageReader.Load(_folder.File(name), 10_000);
    }
}

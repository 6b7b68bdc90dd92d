using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Tests.Commands;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Batches;

/// <summary>Batches of tiny pictures with the small built-in prior.</summary>
public sealed class BatchRestoreTests : IDisposable
{
    private static readonly string[] Denoise = ["--task", "denoise", "--noise", "5", "--steps", "2", "--model", "builtin-small", "--quiet"];

    private readonly TemporaryFolder _folder = new();

    public BatchRestoreTests() => FastDevice.Require();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_keeps_names_and_subfolders()
    {
        Save("in/a.png");
        Save("in/sub/b.jpg");
        Save("in/sub/c.bmp.png");
        File.WriteAllText(_folder.File("in/notes.txt"), "no picture");
        Save("in/.hidden.png");
        File.CreateSymbolicLink(_folder.File("in/circle.png"), "circle.png");

        var run = (await RestoreAsync("in", "out")).ShouldSucceed();

        Assert.Equal(["a.png", "sub/b.jpg", "sub/c.bmp.png"], Files("out"));
        Assert.Contains("3 restored, 0 skipped as their results were there, 0 failed", run.Output, StringComparison.Ordinal);
        Assert.Contains("circle.png' is left out: its links lead in a circle", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_to_pictures_are_pictures_and_what_else_is_left_out_is_told()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        Save("in/a.png");
        Save("elsewhere/b.png");
        File.CreateSymbolicLink(_folder.File("in/same.png"), "a.png");
        File.CreateSymbolicLink(_folder.File("in/b.png"), _folder.File("elsewhere/b.png"));
        File.CreateSymbolicLink(_folder.File("in/broken.png"), "nowhere.png");
        File.CreateSymbolicLink(_folder.File("in/broken.txt"), "nowhere.txt");
        Directory.CreateSymbolicLink(_folder.File("in/folder"), _folder.File("elsewhere"));
        NamedPipe.Create(_folder.File("in/pipe.png"));

        var run = (await RestoreAsync("in", "out", "--json")).ShouldSucceed();

        Assert.Equal(["a.png", "b.png", "same.png"], Files("out"));
        string[] told =
        [
            $"'{_folder.File("in/broken.png")}' is left out: it is a link that leads nowhere",
            $"'{_folder.File("in/folder")}' is left out: it is a link to a folder, which is not followed: name it besides if its pictures are wanted",
            $"'{_folder.File("in/pipe.png")}' is left out: it is a pipe, a socket or a device",
        ];
        Assert.Equal(told.Select(static line => $"diffpir: warning: {line}"), run.Error.TrimEnd().Split(Environment.NewLine));
        Assert.Equal(told, JsonDocument.Parse(run.Output).RootElement.GetProperty("warnings").EnumerateArray().Select(static line => line.GetString()!));
    }

    [Fact]
    public async Task Results_do_not_replace_pictures_that_links_lead_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        Save("real/a.png");
        Directory.CreateDirectory(_folder.File("in"));
        File.CreateSymbolicLink(_folder.File("in/a.png"), _folder.File("real/a.png"));

        (await RestoreAsync("in", "real", "--overwrite")).ShouldFail(ExitCode.Usage, "is also an input");
        Assert.Equal(["a.png"], Files("real"));
    }

    [Fact]
    public async Task A_picture_comes_out_of_a_batch_as_it_does_alone()
    {
        Save("in/a.png");
        Save("in/b.png", 40, 32);
        Save("in/c.png");

        (await RestoreAsync("in", "out")).ShouldSucceed();
        (await RestoreAsync("in/c.png", "alone.png")).ShouldSucceed();

        Assert.Equal(Bytes("alone.png"), Bytes("out/c.png"));
    }

    [Fact]
    public async Task One_bad_picture_does_not_stop_the_rest()
    {
        Save("in/a.png");
        File.WriteAllText(_folder.File("in/b.png"), "this is no picture at all");
        Save("in/c.png");

        var run = await RestoreAsync("in", "out");

        Assert.Equal(ExitCode.SomeFailed, run.Code);
        Assert.Equal(["a.png", "c.png"], Files("out"));
        Assert.Contains("2 restored, 0 skipped as their results were there, 1 failed", run.Output, StringComparison.Ordinal);
        Assert.StartsWith($"diffpir: error: cannot read '{_folder.File("in/b.png")}': it is not a PNG", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_there_is_neither_replaced_nor_computed_again_without_being_told()
    {
        Save("in/a.png");
        Save("in/b.png");
        Directory.CreateDirectory(_folder.File("out"));
        File.WriteAllText(_folder.File("out/a.png"), "mine");

        (await RestoreAsync("in", "out")).ShouldFail(ExitCode.Usage, "1 of 2 results are already there", "--skip-existing", "--overwrite");
        Assert.Equal(["a.png"], Files("out"));

        var skipped = (await RestoreAsync("in", "out", "--skip-existing")).ShouldSucceed();
        Assert.Contains("1 restored, 1 skipped", skipped.Output, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder.File("out/a.png")));

        (await RestoreAsync("in", "out", "--overwrite")).ShouldSucceed();
        Assert.NotEqual("mine", File.ReadAllText(_folder.File("out/a.png")));
    }

    [Fact]
    public async Task A_single_result_that_is_there_is_not_replaced_without_being_told()
    {
        Save("a.png");
        File.WriteAllText(_folder.File("out.png"), "mine");

        (await RestoreAsync("a.png", "out.png")).ShouldFail(ExitCode.Usage, "is already there", "--overwrite");
        (await RestoreAsync("a.png", "out.png", "--skip-existing")).ShouldSucceed();
        Assert.Equal("mine", File.ReadAllText(_folder.File("out.png")));

        (await RestoreAsync("a.png", "out.png", "--overwrite")).ShouldSucceed();
        Assert.NotEqual("mine", File.ReadAllText(_folder.File("out.png")));
    }

    [Fact]
    public async Task An_output_without_a_name_is_refused()
    {
        Save("a.png");

        (await CommandRun.OfAsync(["restore", _folder.File("a.png"), "-o", " ", .. Denoise])).ShouldFail(ExitCode.Usage, "--output is empty");
    }

    [Fact]
    public async Task Masks_go_with_pictures_by_their_names()
    {
        Save("in/a.png");
        Save("in/sub/b.png", 40, 32);
        Save("in/c.png");
        Directory.CreateDirectory(_folder.File("masks/sub"));
        MaskFile.Save(_folder.File("masks/a-mask.png"), PixelMask.Random(32, 32, 0.3, seed: 1));
        MaskFile.Save(_folder.File("masks/sub/b.png"), PixelMask.Random(40, 32, 0.3, seed: 1));

        var run = await CommandRun.OfAsync(
            "restore", _folder.File("in"), "-o", _folder.File("out"), "--task", "inpaint", "--mask", _folder.File("masks"), "--steps", "2",
            "--model", "builtin-small", "--quiet", "--json");

        Assert.Equal(ExitCode.SomeFailed, run.Code);
        Assert.Equal(["a.png", "sub/b.png"], Files("out"));
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(2, json.GetProperty("done").GetInt32());
        var failed = json.GetProperty("pictures").EnumerateArray().Single(static picture => picture.GetProperty("state").GetString() == "failed");
        Assert.Equal("c.png", failed.GetProperty("name").GetString());
        Assert.Contains("holds no mask for 'c.png'", failed.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_inside_the_folder_of_pictures_are_not_taken_for_pictures()
    {
        Save("in/a.png");

        (await RestoreAsync("in", "in/out")).ShouldSucceed();
        (await RestoreAsync("in", "in/out", "--skip-existing")).ShouldSucceed();

        Assert.Equal(["a.png", "out/a.png"], Files("in"));
    }

    [Fact]
    public async Task Results_beside_the_pictures_are_not_taken_for_pictures()
    {
        Save("in/a.png");
        Save("in/sub/b.png");
        string[] command = ["restore", _folder.File("in"), .. Denoise];

        (await CommandRun.OfAsync(command)).ShouldSucceed();
        (await CommandRun.OfAsync(command)).ShouldFail(ExitCode.Usage, "2 of 2 results are already there");
        File.Delete(_folder.File("in/a-restored.png"));
        var again = (await CommandRun.OfAsync([.. command, "--skip-existing"])).ShouldSucceed();

        Assert.Contains("1 restored, 1 skipped", again.Output, StringComparison.Ordinal);
        Assert.Equal(["a-restored.png", "a.png", "sub/b-restored.png", "sub/b.png"], Files("in"));
    }

    [Fact]
    public async Task Results_may_lie_above_the_folder_of_the_pictures()
    {
        Save("in/deep/a.png");

        (await RestoreAsync("in/deep", "in")).ShouldSucceed();

        Assert.Equal(["a.png", "deep/a.png"], Files("in"));
    }

    [Fact]
    public async Task The_folder_of_the_pictures_is_no_output()
    {
        Save("in/a.png");

        (await RestoreAsync("in/*.png", "in", "--overwrite")).ShouldFail(ExitCode.Usage, "is also an input");
        (await CommandRun.OfAsync(["restore", _folder.File("in"), "-o", _folder.File("in/{name}.png"), "--overwrite", .. Denoise]))
            .ShouldFail(ExitCode.Usage, "is also an input");
    }

    [Fact]
    public async Task Two_pictures_of_one_name_are_not_one_result()
    {
        Save("in/a.png");
        Save("in/a.webp");

        var run = await CommandRun.OfAsync(["restore", _folder.File("in"), "-o", _folder.File("out/{name}.png"), .. Denoise]);

        Assert.Equal(ExitCode.SomeFailed, run.Code);
        Assert.Equal(["a.png"], Files("out"));
        Assert.Contains("would have the name of that of", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_whose_result_would_have_too_long_a_name_fails_alone()
    {
        string name = new('n', 250);
        Save("in/a.png");
        Save($"in/{name}.png");

        var run = await CommandRun.OfAsync(["restore", _folder.File("in"), .. Denoise]);

        Assert.Equal(ExitCode.SomeFailed, run.Code);
        Assert.Contains("1 restored, 0 skipped as their results were there, 1 failed", run.Output, StringComparison.Ordinal);
        Assert.Contains($"{name}-restored.png': the name is too long", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_output_results_lie_beside_the_pictures()
    {
        Save("in/a.png");
        Save("in/b.gif.jpg");

        (await CommandRun.OfAsync(["restore", _folder.File("in/a.png"), _folder.File("in/b.gif.jpg"), .. Denoise])).ShouldSucceed();

        Assert.Equal(["a-restored.png", "a.png", "b.gif-restored.jpg", "b.gif.jpg"], Files("in"));
    }

    [Fact]
    public async Task A_model_that_cannot_be_read_stops_the_batch()
    {
        Save("in/a.png");
        Save("in/b.png");

        var run = await CommandRun.OfAsync(
            "restore", _folder.File("in"), "-o", _folder.File("out"), "--task", "denoise", "--noise", "5", "--model", _folder.File("none.pt"), "--quiet");

        run.ShouldFail(ExitCode.WrongModel, "none.pt");
    }

    [Fact]
    public async Task Tiles_that_are_too_small_for_the_model_stop_the_batch()
    {
        Save("in/a.png");
        Save("in/b.png");

        (await RestoreAsync("in", "out", "--tile", "64")).ShouldFail(ExitCode.Usage, "tiles of 64 pixels are too small for this prior");
        Assert.Empty(Files("out"));
    }

    [Fact]
    public async Task After_an_interruption_what_was_finished_stays_and_the_rest_is_done_later()
    {
        foreach (string name in (string[])["a", "b", "c", "d"])
        {
            Save($"in/{name}.png");
        }

        string[] command = ["restore", _folder.File("in"), "-o", _folder.File("out"), "--task", "denoise", "--noise", "5", "--model", "builtin-small"];
        var run = await CommandRun.InterruptedAsync([.. command, "--steps", "300"]);
        Assert.Equal(ExitCode.Cancelled, run.Code);
        Assert.True(Files("out").Length < 4, "it was interrupted");
        Assert.Contains($"{4 - Files("out").Length} not done: --skip-existing goes on with them", run.Output, StringComparison.Ordinal);

        (await CommandRun.OfAsync([.. command, "--steps", "2", "--skip-existing"])).ShouldSucceed();
        Assert.Equal(["a.png", "b.png", "c.png", "d.png"], Files("out"));
    }

    private Task<CommandRun> RestoreAsync(string input, string output, params string[] options) =>
        CommandRun.OfAsync(["restore", _folder.File(input), "-o", _folder.File(output), .. Denoise, .. options]);

    private void Save(string name, int height = 32, int width = 32)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        Pictures.Gradient(3, height, width).SaveTo(_folder.File(name));
    }

    private byte[] Bytes(string name) => File.ReadAllBytes(_folder.File(name));

    private string[] Files(string folder) => Directory.Exists(_folder.File(folder))
        ? [.. Directory.GetFiles(_folder.File(folder), "*.*", SearchOption.AllDirectories).Where(static file => Path.GetFileName(file)[0] != '.')
            .Select(file => Path.GetRelativePath(_folder.File(folder), file)).Order(StringComparer.Ordinal)]
        : [];
}

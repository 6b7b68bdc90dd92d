using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Training;
using DiffPir.Network;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

public sealed class TrainCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_command_goes_on_and_steps_count_from_the_beginning()
    {
        FastDevice.Require();
        string photographs = Photographs(3, 40), output = _folder.File("a.safetensors");

        (await TrainAsync(photographs, output, "--steps", "2")).ShouldSucceed();
        var later = Last((await TrainAsync(photographs, output, "--steps", "3")).ShouldSucceed());
        var done = Last((await TrainAsync(photographs, output, "--steps", "3")).ShouldSucceed());

        Assert.Equal((3, 6), (later.GetProperty("steps").GetInt32(), later.GetProperty("pictures").GetInt32()));
        Assert.Equal(3, done.GetProperty("steps").GetInt32());
        Assert.Equal(later.GetProperty("heldOutLoss").GetDouble(), done.GetProperty("heldOutLoss").GetDouble());
        using var model = DenoiserModel.Open(output);
        Assert.Equal(DenoiserArchitecture.GuidedDiffusion, model.Architecture);
    }

    [Fact]
    public async Task Loss_falls_on_the_photographs_it_sees()
    {
        FastDevice.Require();
        string photographs = Photographs(4, 48);

        var run = (await TrainAsync(photographs, _folder.File("a.safetensors"), "--steps", "1")).ShouldSucceed();
        var later = (await TrainAsync(photographs, _folder.File("a.safetensors"), "--steps", "40")).ShouldSucceed();

        double first = Last(run).GetProperty("heldOutLoss").GetDouble(), last = Last(later).GetProperty("heldOutLoss").GetDouble();
        Assert.True(last < first, $"{first} became {last}");
    }

    [Fact]
    public async Task Other_options_than_those_of_the_training_are_refused_by_name()
    {
        FastDevice.Require();
        string photographs = Photographs(2, 32), output = _folder.File("a.safetensors");
        (await TrainAsync(photographs, output, "--steps", "1")).ShouldSucceed();

        (await TrainAsync(photographs, output, "--steps", "2", "--seed", "7")).ShouldFail(ExitCode.Usage, "--seed 0, not 7", ".training");
    }

    [Fact]
    public async Task A_training_file_that_is_cut_off_is_refused()
    {
        FastDevice.Require();
        string photographs = Photographs(2, 32), output = _folder.File("a.safetensors");
        (await TrainAsync(photographs, output, "--steps", "1")).ShouldSucceed();
        using (var file = File.OpenWrite(TrainingFile.PathFor(output)))
        {
            file.SetLength(1000);
        }

        (await TrainAsync(photographs, output, "--steps", "2")).ShouldFail(ExitCode.UnreadableInput, "cannot go on");
    }

    [Fact]
    public async Task Folders_without_usable_photographs_are_refused()
    {
        string output = _folder.File("a.safetensors");

        (await TrainAsync(_folder.File("missing"), output)).ShouldFail(ExitCode.UnreadableInput, "there is no folder");
        var small = await TrainAsync(Photographs(2, 16), output);
        Assert.Equal(ExitCode.UnreadableInput, small.Code);
        Assert.Contains("0 usable photographs of 2 picture files", small.Error, StringComparison.Ordinal);
        (await TrainAsync(Photographs(1, 32), output)).ShouldFail(ExitCode.UnreadableInput, "1 usable photographs of 1 picture files");
    }

    [Fact]
    public async Task What_does_not_fit_the_network_is_refused()
    {
        string photographs = Photographs(2, 40), output = _folder.File("a.safetensors");

        (await CommandRun.OfAsync("train", photographs, "-o", output, "--crop", "40", "--from", "builtin-small"))
            .ShouldFail(ExitCode.Usage, "--crop is 40", "multiple of 32");
        (await TrainAsync(photographs, output, "--precision", "fp16")).ShouldFail(ExitCode.Usage, "--precision");
    }

    private static Task<CommandRun> TrainAsync(string photographs, string output, params string[] further) => CommandRun.OfAsync(
        ["train", photographs, "-o", output, "--from", "builtin-small", "--crop", "32", "--batch", "2", "--json", .. further]);

    private static JsonElement Last(CommandRun run) => JsonDocument.Parse(run.Output.TrimEnd().Split('\n')[^1]).RootElement;

    private string Photographs(int count, int side)
    {
        string folder = _folder.File($"photographs {count} {side}");
        Directory.CreateDirectory(folder);
        for (var i = 0; i < count; i++)
        {
            Pictures.Gradient(3, side, side + i).SaveTo(Path.Combine(folder, $"{i}.png"));
        }

        return folder;
    }
}

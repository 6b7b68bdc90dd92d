using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Tests.Training;
using DiffPir.Cli.Training;
using DiffPir.Network;
using DiffPir.Sampler.Training;
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

    [Theory]
    [InlineData("--microbatch", "1", "--microbatch 2, not 1")]
    [InlineData("--timesteps", "uniform", "--timesteps restoration, not uniform")]
    [InlineData("--lr", "0.001", "--lr 2E-05, not 0.001")]
    [InlineData("--crop", "64", "--crop 32, not 64")]
    [InlineData("--batch", "4", "--batch 2, not 4")]
    [InlineData("--from", "none", "--from builtin-small, not none")]
    public async Task Going_on_with_another_option_is_refused_by_name(string option, string value, string expected)
    {
        string output = _folder.File("a.safetensors");
        WriteState(output);

        (await TrainAsync(Photographs(2, 64), output, "--steps", "2", option, value)).ShouldFail(ExitCode.Usage, expected, ".training");
    }

    [Fact]
    public async Task Other_networks_are_refused_with_what_they_are()
    {
        string photographs = Photographs(2, 40), output = _folder.File("a.safetensors"), classes = _folder.File("classes.safetensors");
        using (var builtin = DenoiserModel.Open(RepositoryPaths.Model("diffpir-photo-32.safetensors")))
        {
            SyntheticWeights.Write(
                classes, [.. builtin.Checkpoint.Tensors.Select(static tensor => (tensor.Name, tensor.Shape.ToArray())), ("label_emb.weight", [7, 128])]);
        }

        string drunet = _folder.File("drunet.safetensors");
        SyntheticWeights.Write(
            drunet, [.. new DrunetConfiguration { Channels = 3, LevelChannels = [8, 16, 16, 24], ResidualBlocks = 2 }.Parameters()]);

        (await TrainAsync(photographs, output, "--from", classes)).ShouldFail(ExitCode.WrongModel, "conditioned on 7 classes", classes);
        (await TrainAsync(photographs, output, "--from", drunet)).ShouldFail(ExitCode.WrongModel, "is a DRUNet", drunet);
        (await TrainAsync(photographs, output, "--from", _folder.File("missing.pt"))).ShouldFail(ExitCode.WrongModel, "missing.pt");
        Assert.False(File.Exists(output));
    }

    [Fact]
    public async Task Microbatches_divide_the_batch()
    {
        (await TrainAsync(Photographs(2, 40), _folder.File("a.safetensors"), "--batch", "4", "--microbatch", "3"))
            .ShouldFail(ExitCode.Usage, "--microbatch is 3", "--batch, 4");
    }

    [Fact]
    public async Task Reports_tell_held_out_losses_by_quarter_and_a_restoration_and_samples_are_written()
    {
        FastDevice.Require();
        string photographs = Photographs(3, 40), output = _folder.File("a.safetensors");

        var run = await TrainAsync(photographs, output, "--steps", "2", "--sample-every", "60");
        var last = Last(run.ShouldSucceed());

        double[] quarters = [.. last.GetProperty("heldOutQuarters").EnumerateArray().Select(static value => value.GetDouble())];
        Assert.Equal(4, quarters.Length);
        Assert.Equal(last.GetProperty("heldOutLoss").GetDouble(), quarters.Average(), 1e-9);
        Assert.InRange(last.GetProperty("restorationPsnr").GetDouble(), 5, 60);
        Assert.Equal(0, last.GetProperty("secondsLeft").GetDouble());
        Assert.Equal(["00000002.png"], Directory.EnumerateFiles(output + ".samples").Select(Path.GetFileName));
    }

    [Fact]
    public async Task Jpeg_of_low_quality_is_used_at_half_its_size_or_not_at_all()
    {
        string folder = _folder.File("jpeg");
        Directory.CreateDirectory(folder);
        for (int i = 0; i < 3; i++)
        {
            Pictures.Gradient(3, 48, 50).SaveTo(_folder.File("picture.png"));
            using var image = NetVips.Image.NewFromFile(_folder.File("picture.png"));
            image.Jpegsave(Path.Combine(folder, $"{i}.jpg"), q: 50);
        }

        var run = await TrainAsync(folder, _folder.File("a.safetensors"), "--steps", "1");

        Assert.Equal(ExitCode.UnreadableInput, run.Code);
        Assert.Contains("at half its size, as JPEG below quality 80", run.Error, StringComparison.Ordinal);
        Assert.Contains("0 usable photographs of 3", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_of_one_column_are_smaller_than_a_crop_and_left_out()
    {
        string folder = _folder.File("narrow"), picture = Pictures.Gradient(3, 3000, 1).SaveTo(_folder.File("picture.png"));
        Directory.CreateDirectory(folder);
        File.Copy(picture, Path.Combine(folder, "long.png"));
        using (var image = NetVips.Image.NewFromFile(picture))
        {
            image.Jpegsave(Path.Combine(folder, "poor.jpg"), q: 50);
        }

        var run = await TrainAsync(folder, _folder.File("a.safetensors"), "--steps", "1");

        Assert.Equal(ExitCode.UnreadableInput, run.Code);
        Assert.Contains("long.png' is smaller than a crop of 32 pixels", run.Error, StringComparison.Ordinal);
        Assert.Contains("poor.jpg' is smaller than a crop of 32 pixels", run.Error, StringComparison.Ordinal);
        Assert.Contains("0 usable photographs of 2", run.Error, StringComparison.Ordinal);
    }

    private static Task<CommandRun> TrainAsync(string photographs, string output, params string[] further) =>
        TrainingRun.Async(photographs, output, [.. further, "--no-search"]);

    private static JsonElement Last(CommandRun run) => JsonDocument.Parse(run.Output.TrimEnd().Split('\n')[^1]).RootElement;

    private static void WriteState(string output)
    {
        using var model = DenoiserModel.Open(RepositoryPaths.Model("diffpir-photo-32.safetensors"));
        var network = (UNetConfiguration)model.Configuration;
        var options = new Dictionary<string, string>
        {
            ["--from"] = "builtin-small", ["--crop"] = "32", ["--batch"] = "2", ["--microbatch"] = "2", ["--timesteps"] = "restoration",
            ["--lr"] = "2E-05", ["--seed"] = "0",
        };
        TrainingFile.Save(output, network, TrainingState.Begin(TrainingParameters.Read(network, model.Checkpoint)), options, null);
    }

    private string Photographs(int count, int side) => TrainingRun.Photographs(_folder, count, side);
}

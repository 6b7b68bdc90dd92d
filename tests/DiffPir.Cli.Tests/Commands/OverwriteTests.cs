using DiffPir.Cli.Hosting;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>One rule for every command that writes a file which was named: what is there is replaced only where --overwrite says so.</summary>
public sealed class OverwriteTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("out.png", "degrade ./in.png -o ./out.png --task denoise --noise 5")]
    [InlineData("out-mask.png", "degrade ./in.png -o ./out.png --task inpaint --random 0.5")]
    [InlineData("out-kernel.png", "degrade ./in.png -o ./out.png --task deblur --blur gaussian:1:5")]
    [InlineData("out.safetensors", "model convert builtin-small ./out.safetensors")]
    [InlineData("job.yaml", "run ./known.yaml --dump-config ./job.yaml")]
    [InlineData("job.yaml", "restore ./in.png -o ./out.png --task sr --scale 2 --steps 2 --model builtin-small --quiet --dump-job ./job.yaml")]
    [InlineData("out.png", "restore ./in.png -o ./out.png --task sr --scale 2 --steps 2 --model builtin-small --quiet")]
    [InlineData("out.png", "fix ./in.png -o ./out.png")]
    public async Task What_is_there_is_replaced_only_where_that_is_said(string file, string commandLine)
    {
        FastDevice.Require();
        Pictures.Gradient(3, 32, 32).SaveTo(_folder.File("in.png"));
        Directory.CreateDirectory(_folder.File("photos"));
        File.Copy(_folder.File("in.png"), _folder.File("photos/a.png"));
        File.WriteAllText(_folder.File("known.yaml"), $"task: denoise\nnoise: 5\ntestset: {_folder.File("photos")}\n");
        File.WriteAllText(_folder.File(file), "mine");
        string[] before = Names();
        string[] words = [.. commandLine.Split(' ').Select(word => word.StartsWith("./", StringComparison.Ordinal) ? _folder.File(word[2..]) : word)];

        (await CommandRun.OfAsync(words))
            .ShouldFail(ExitCode.Usage, $"'{_folder.File(file)}' is already there: give --overwrite to replace it", "nothing was changed");
        Assert.Equal("mine", File.ReadAllText(_folder.File(file)));
        Assert.Equal(before, Names());

        (await CommandRun.OfAsync([.. words, "--overwrite"])).ShouldSucceed();
        Assert.NotEqual("mine", File.ReadAllText(_folder.File(file)));
    }

    private string[] Names() => [.. Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}

using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Tests.Commands;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Batches;

/// <summary>What no picture of a batch could pass is a mistake of the command line: told once, as of a single picture, before anything is computed.</summary>
public sealed class BatchCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BatchCheckTests()
    {
        FastDevice.Require();
        Directory.CreateDirectory(_folder.File("in"));
        Pictures.Gradient(3, 32, 32).SaveTo(_folder.File("in/a.png"));
        Pictures.Gradient(3, 32, 32).SaveTo(_folder.File("in/b.png"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ExitCode.Usage, "'tua' is no setting of diffpir", "--task denoise --noise 5 --option tua=1")]
    [InlineData(ExitCode.Usage, "the setting 'tau' of diffpir cannot be 'much'", "--task denoise --option tau=much")]
    [InlineData(ExitCode.Usage, "Tau is -1", "--task inpaint --mask auto --option tau=-1")]
    [InlineData(ExitCode.Usage, "'tua' is no setting of jpeg", "--task jpeg --option tua=1")]
    [InlineData(ExitCode.Usage, "'tua' is no setting of diffpir", "--task deblur --blur auto --option tua=1")]
    [InlineData(ExitCode.Usage, "--samples needs a method that samples", "--task sr --scale 2 --method dpir --samples 2")]
    [InlineData(ExitCode.Usage, "the method mean fills in no missing pixels with filling at 0", "--task inpaint --mask auto --method mean --option filling=0")]
    [InlineData(ExitCode.Usage, "the method mean is for noise and missing pixels", "--task sr --scale 2 --method mean")]
    [InlineData(ExitCode.UnreadableInput, "nofile': there is no such file", "--task deblur --kernel ./nofile")]
    [InlineData(ExitCode.UnreadableInput, "nofolder': there is no such file", "--task inpaint --mask ./nofolder")]
    [InlineData(ExitCode.UnreadableInput, "it holds no mask for 'a.png'", "--task inpaint --mask ./empty")]
    [InlineData(ExitCode.UnreadableInput, "notes.txt': it is not a PNG", "--task inpaint --mask ./notes.txt")]
    [InlineData(ExitCode.Usage, "a.bmp' from '.bmp'", "--task denoise --noise 5 -o ./out/{name}.bmp")]
    [InlineData(ExitCode.Usage, "cannot create the folder", "--task denoise --noise 5 -o ./notes.txt/out")]
    [InlineData(ExitCode.Usage, "no files can be kept in /dev", "--task denoise --noise 5 -o /dev/shm/../")]
    public async Task A_mistake_of_the_command_line_ends_the_batch_at_once(int code, string reason, string options)
    {
        Directory.CreateDirectory(_folder.File("empty"));
        File.WriteAllText(_folder.File("notes.txt"), "no mask");
        string[] words = [.. options.Split(' ').Select(word => word.StartsWith("./", StringComparison.Ordinal) ? _folder.File(word[2..]) : word)];
        string[] output = words.Contains("-o") ? [] : ["-o", _folder.File("out")];

        var run = await CommandRun.OfAsync(["restore", _folder.File("in"), "--model", "builtin-small", "--steps", "2", .. output, .. words]);

        run.ShouldFail(code, reason);
        Assert.False(Directory.Exists(_folder.File("out")), "nothing is left behind");
    }

    [Fact]
    public async Task What_is_wrong_with_some_pictures_only_does_not_end_the_batch()
    {
        Directory.CreateDirectory(_folder.File("masks"));
        MaskFile.Save(_folder.File("masks/b.png"), PixelMask.Random(32, 32, 0.3, seed: 1));

        var run = await CommandRun.OfAsync(
            "restore", _folder.File("in"), "-o", _folder.File("out"), "--task", "inpaint", "--mask", _folder.File("masks"), "--model", "builtin-small",
            "--quiet");

        Assert.Equal(ExitCode.SomeFailed, run.Code);
        Assert.Contains("1 restored, 0 skipped as their results were there, 1 failed", run.Output, StringComparison.Ordinal);
    }
}

using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Tests.Commands;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Batches;

public sealed class GatherCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Parts_come_together_and_what_is_missing_is_said()
    {
        FastDevice.Require();
        Directory.CreateDirectory(_folder.File("in/sub"));
        foreach (string name in (string[])["a.png", "b.png", "sub/c.png", "d.png"])
        {
            Pictures.Gradient(3, 32, 32).SaveTo(_folder.File("in/" + name));
        }

        (await RestoreAsync("1/2")).ShouldSucceed();
        var half = await GatherAsync();
        Assert.Equal(ExitCode.SomeFailed, half.Code);
        Assert.Contains("part 2 of 2 has left no report", half.Error, StringComparison.Ordinal);
        Assert.Contains("parts with a report: 1 of 2; their pictures: 2 done, 0 failed, 0 missing", half.Output, StringComparison.Ordinal);

        (await RestoreAsync("2/2")).ShouldSucceed();
        var whole = (await GatherAsync("--json")).ShouldSucceed();
        Assert.Equal(4, JsonDocument.Parse(whole.Output).RootElement.GetProperty("done").GetInt32());

        File.Delete(_folder.File("out/sub/c.png"));
        var missing = await GatherAsync();
        Assert.Equal(ExitCode.SomeFailed, missing.Code);
        Assert.Contains($"'{Path.Combine("sub", "c.png")}' is missing: run part ", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Part_that_could_not_begin_says_why()
    {
        FastDevice.Require();
        Directory.CreateDirectory(_folder.File("in"));
        Pictures.Gradient(3, 32, 32).SaveTo(_folder.File("in/a.png"));

        (await CommandRun.OfAsync(
            "restore", _folder.File("in"), "-o", _folder.File("out"), "--shard", "1/1", "--task", "inpaint", "--mask", _folder.File("none"), "--model", "builtin-small"))
            .ShouldFail(ExitCode.UnreadableInput, "there is no such file");

        var gathered = await GatherAsync();
        Assert.Equal(ExitCode.SomeFailed, gathered.Code);
        Assert.Contains("none': there is no such file", gathered.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("waiting", "is not there yet: unless part 1 of 1 is still at work, run it again with --skip-existing")]
    [InlineData("done", "is missing: run part 1 of 1 again with --skip-existing")]
    public async Task Result_that_is_not_there_is_told_with_what_to_do(string state, string told)
    {
        Directory.CreateDirectory(_folder.File("out"));
        File.WriteAllText(
            _folder.File("out/diffpir-shard-1-of-1.json"),
            $$"""{"shard":1,"shards":1,"pictures":[{"input":"a.png","name":"a.png","output":"a.png","state":"{{state}}","reason":null,"width":0,"height":0,"noise":0,"seconds":0,"warnings":[]}]}""");

        var run = await GatherAsync();

        Assert.Equal(ExitCode.SomeFailed, run.Code);
        Assert.Contains($"'a.png': its result 'a.png' {told}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_reports_is_refused()
    {
        Directory.CreateDirectory(_folder.File("out"));

        (await GatherAsync()).ShouldFail(ExitCode.UnreadableInput, "no reports of parts");
    }

    [Theory]
    [InlineData("{", "is no report of a part")]
    [InlineData("{}", "is no report of a part")]
    [InlineData("""{"shard":1,"shards":0,"pictures":[]}""", "is no report of a part")]
    [InlineData("null", "is no report of a part")]
    [InlineData("""{"shard":3,"shards":2,"pictures":[]}""", "is no report of a part")]
    [InlineData("""{"shard":2,"shards":2147483647,"pictures":[]}""", "is no report of a part")]
    [InlineData("""{"shard":2,"shards":2,"pictures":[null]}""", "is no report of a part")]
    [InlineData("""{"shard":2,"shards":2,"pictures":[{"input":"a.png","name":"a.png","state":"done"}]}""", "is no report of a part")]
    [InlineData("""{"shard":2,"shards":2,"pictures":[{"input":"a.png","name":"a.png","output":null,"state":"done","width":1,"height":1,"noise":1,"seconds":1,"warnings":[]}]}""", "is no report of a part")]
    [InlineData("""{"shard":2,"shards":3,"pictures":[]}""", "split differently")]
    public async Task Reports_that_are_none_are_refused(string text, string reason)
    {
        Directory.CreateDirectory(_folder.File("out"));
        File.WriteAllText(_folder.File("out/diffpir-shard-1-of-2.json"), """{"shard":1,"shards":2,"pictures":[]}""");
        File.WriteAllText(_folder.File("out/diffpir-shard-2-of-2.json"), text);

        (await GatherAsync()).ShouldFail(ExitCode.UnreadableInput, reason);
    }

    private Task<CommandRun> RestoreAsync(string shard) => CommandRun.OfAsync(
        "restore", _folder.File("in"), "-o", _folder.File("out"), "--shard", shard, "--task", "denoise", "--noise", "5", "--steps", "2", "--model",
        "builtin-small", "--quiet");

    private Task<CommandRun> GatherAsync(params string[] options) => CommandRun.OfAsync(["gather", _folder.File("out"), .. options]);
}

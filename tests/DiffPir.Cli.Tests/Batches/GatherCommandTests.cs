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
        Assert.Contains("2 pictures of 1 parts are there, 0 failed, 0 are missing, 1 parts have not begun", half.Output, StringComparison.Ordinal);

        (await RestoreAsync("2/2")).ShouldSucceed();
        var whole = (await GatherAsync("--json")).ShouldSucceed();
        Assert.Equal(4, JsonDocument.Parse(whole.Output).RootElement.GetProperty("done").GetInt32());

        File.Delete(_folder.File("out/sub/c.png"));
        var missing = await GatherAsync();
        Assert.Equal(ExitCode.SomeFailed, missing.Code);
        Assert.Contains($"'{Path.Combine("sub", "c.png")}' is missing", missing.Error, StringComparison.Ordinal);
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

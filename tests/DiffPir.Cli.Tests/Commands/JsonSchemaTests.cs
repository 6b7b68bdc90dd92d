using System.Text.Json.Nodes;
using DiffPir.Cli.Hosting;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>What commands write with --json is what docs/schema says, and the schemas notice where it is not.</summary>
public sealed class JsonSchemaTests : IDisposable
{
    private static readonly string[] Small = ["--model", "builtin-small", "--steps", "2"];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Schemas => [.. Directory.GetFiles(JsonSchemas.Folder, "*.json").Select(static path => Path.GetFileName(path))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--task", "denoise", "--noise", "10", "--texture")]
    [InlineData("--task", "denoise", "--noise", "10", "--samples", "2")]
    [InlineData("--task", "deblur", "--blur", "gaussian:1:5", "--force")]
    [InlineData("--task", "sr", "--scale", "2")]
    [InlineData("--task", "inpaint", "--mask", "MASK")]
    public async Task Restore_of_one_picture(params string[] task)
    {
        FastDevice.Require();
        string input = Pictures.Gradient(3, 32, 32).SaveTo(_folder.File("in.png"));
        (await CommandRun.OfAsync("degrade", input, "-o", _folder.File("holes.png"), "--task", "inpaint", "--random", "0.5")).ShouldSucceed();
        string[] given = [.. task.Select(word => word == "MASK" ? _folder.File("holes-mask.png") : word)];

        var run = (await CommandRun.OfAsync(["restore", input, "-o", _folder.File("out.png"), .. given, .. Small, "--json", "--quiet"])).ShouldSucceed();

        JsonSchemas.ShouldMatch("restore.json", run.Output);
        JsonSchemas.ShouldMatch("info.json", (await CommandRun.OfAsync("info", _folder.File("out.png"), "--json")).ShouldSucceed().Output);
    }

    [Fact]
    public async Task Restore_of_several_pictures_of_which_one_fails()
    {
        FastDevice.Require();
        Directory.CreateDirectory(_folder.File("in"));
        Pictures.Gradient(3, 32, 32).SaveTo(_folder.File("in/a.png"));
        File.WriteAllText(_folder.File("in/b.png"), "no picture");

        var run = await CommandRun.OfAsync(
            ["restore", _folder.File("in"), "-o", _folder.File("out"), "--task", "denoise", "--noise", "10", .. Small, "--json", "--quiet"]);

        Assert.Equal(ExitCode.SomeFailed, run.Code);
        JsonSchemas.ShouldMatch("restore.json", run.Output);
    }

    [Fact]
    public async Task Diagnose_and_devices()
    {
        JsonSchemas.ShouldMatch("diagnose.json", (await CommandRun.OfAsync("diagnose", RepositoryPaths.Sample("cat.png"), "--json")).ShouldSucceed().Output);
        JsonSchemas.ShouldMatch("devices.json", (await CommandRun.OfAsync("devices", "--json")).ShouldSucceed().Output);
    }

    [Fact]
    public async Task Results_of_an_evaluation()
    {
        FastDevice.Require();
        Directory.CreateDirectory(_folder.File("in"));
        Pictures.Gradient(3, 32, 32).SaveTo(_folder.File("in/a.png"));

        (await CommandRun.OfAsync(
            "evaluate", _folder.File("in"), "--task", "deblur", "--blur", "gaussian:1:5", "--noise", "5", "--model", "builtin-small", "--steps", "2",
            "--report", _folder.File("report"), "--quiet")).ShouldSucceed();

        JsonSchemas.ShouldMatch("results.json", File.ReadAllText(_folder.File("report/results.json")));
    }

    [Fact]
    public async Task Lines_of_a_training()
    {
        FastDevice.Require();
        Directory.CreateDirectory(_folder.File("in"));
        foreach (string? name in new[] { "a", "b", "c" })
        {
            Pictures.Gradient(3, 64, 64).SaveTo(_folder.File($"in/{name}.png"));
        }

        var run = (await CommandRun.OfAsync(
            "train", _folder.File("in"), "-o", _folder.File("mine.safetensors"), "--from", "builtin-small", "--steps", "1", "--crop", "32", "--batch", "1",
            "--json")).ShouldSucceed();

        Assert.All(run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries), static line => JsonSchemas.ShouldMatch("train.json", line));
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Schema_notices_a_name_too_many(string schema)
    {
        var result = JsonSchemas.Evaluate(schema, new JsonObject { ["nobody"] = 1 }.ToJsonString());

        Assert.False(result.IsValid);
    }

    [Fact]
    public void Every_schema_is_named_in_the_list() => Assert.All(
        Schemas, static schema =>
            Assert.Contains($"]({schema.Data})", File.ReadAllText(Path.Combine(JsonSchemas.Folder, "README.md")), StringComparison.Ordinal));
}

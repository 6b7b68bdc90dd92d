using DiffPir.Cli.Hosting;
using DiffPir.Cli.Jobs;
using DiffPir.Cli.Tests.Commands;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Jobs;

public sealed class JobFileTests : IDisposable
{
    private static readonly Terminal Silent = new(TextWriter.Null, TextWriter.Null, false, TimeProvider.System);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Job_written_by_a_restoration_repeats_it()
    {
        FastDevice.Require();
        string input = Pictures.Gradient(3, 32, 40).SaveTo(_folder.File("in.png"));
        string[] start = ["restore", input, "--quiet", "--force", "-o"];

        (await CommandRun.OfAsync(
            [.. start, _folder.File("a.png"), "--task", "deblur", "--blur", "gaussian:1:5", "--noise", "3", "--method", "ddrm", "--boundary", "periodic",
                "--steps", "3", "--option", "eta-b=0.9", "--seed", "5", "--dump-job", _folder.File("job.yaml")])).ShouldSucceed();
        (await CommandRun.OfAsync([.. start, _folder.File("b.png"), "--job", _folder.File("job.yaml")])).ShouldSucceed();
        (await CommandRun.OfAsync([.. start, _folder.File("c.png"), "--job", _folder.File("job.yaml"), "--seed", "6"])).ShouldSucceed();

        byte[] first = await File.ReadAllBytesAsync(_folder.File("a.png"), TestContext.Current.CancellationToken);
        Assert.Equal(first, await File.ReadAllBytesAsync(_folder.File("b.png"), TestContext.Current.CancellationToken));
        Assert.NotEqual(first, await File.ReadAllBytesAsync(_folder.File("c.png"), TestContext.Current.CancellationToken));
        Assert.Contains("  eta-b: 0.9", await File.ReadAllTextAsync(_folder.File("job.yaml"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Published_settings_come_with_periodic_edges()
    {
        FastDevice.Require();
        string input = Pictures.Gradient(3, 32, 40).SaveTo(_folder.File("in.png"));

        (await CommandRun.OfAsync(
            "restore", input, "-o", _folder.File("a.png"), "--task", "deblur", "--blur", "gaussian:1:5", "--noise", "3", "--preset", "paper", "--steps", "2",
            "--force", "--quiet", "--dump-job", _folder.File("job.yaml"))).ShouldSucceed();

        string job = await File.ReadAllTextAsync(_folder.File("job.yaml"), TestContext.Current.CancellationToken);
        Assert.Contains("boundary: periodic\n", job, StringComparison.Ordinal);
        Assert.Contains("  final: last-iterate\n", job, StringComparison.Ordinal);
    }

    [Fact]
    public void Switches_are_those_of_restore()
    {
        var restore = CommandLineApp.CreateRoot(Silent).Subcommands.First(static command => command.Name == "restore");

        Assert.Equal(
            restore.Options.Where(static option => option.ValueType == typeof(bool)).Select(static option => option.Name[2..])
                .Except(["skip-existing", "overwrite", "help"]).Order(StringComparer.Ordinal),
            JobFile.Switches.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("taks: deblur", "there is no 'taks'; did you mean 'task'?")]
    [InlineData("task: &a deblur\nblur: *a", "anchors, aliases and tags are not taken")]
    [InlineData("task: !!python/object deblur", "anchors, aliases and tags are not taken")]
    [InlineData("task: deblur\ntask: sr", "'task' is there twice")]
    [InlineData("- deblur", "not of the form 'key: value'")]
    [InlineData("task: [a, b]", "'task' has not the form")]
    [InlineData("task: denoise\ntexture: yes", "'texture' is 'yes' and must be true or false")]
    [InlineData("options: fast", "'options' has not the form")]
    [InlineData("a: {b: {c: {d: {e: {f: {g: {h: {i: {j: 1}}}}}}}}}", "levels")]
    [InlineData("task: 'deblur", "is not YAML")]
    [InlineData("a: 1\n---\nb: 2", "more than one document")]
    [InlineData("a: [c:\nd", "is not YAML")] // found by mutation: the library's scanner has another error for it
    public async Task Job_that_is_not_understood_is_refused(string yaml, string reason)
    {
        await File.WriteAllTextAsync(_folder.File("job.yaml"), yaml, TestContext.Current.CancellationToken);

        (await CommandRun.OfAsync("restore", _folder.File("in.png"), "-o", _folder.File("out.png"), "--job", _folder.File("job.yaml")))
            .ShouldFail(ExitCode.UnreadableInput, reason);
    }

    [Theory]
    [InlineData("task: deblur", ExitCode.Usage, "--kernel or --blur")]
    [InlineData("task: denoise\nnoise: 300", ExitCode.Usage, "--noise is '300'")]
    [InlineData("task: denoise\nnoise: 3\nmethod: ddrm\noptions: {zeta: 1}", ExitCode.Usage, "'zeta' is no setting of ddrm")]
    [InlineData("task: denoise\nnoise: 3\noptions: {steps: many}", ExitCode.Usage, "'steps' of diffpir cannot be 'many'; give a whole number")]
    [InlineData("task: denoise\nnoise: 3\noptions: {final: first}", ExitCode.Usage, "give prediction or data-consistent-prediction or last-iterate")]
    [InlineData("task: denoise\nnoise: 3\noptions: {tau: 3}", ExitCode.Usage, "Tau is 3")]
    public async Task Job_is_held_to_the_rules_of_the_command_line(string yaml, int code, string reason)
    {
        await File.WriteAllTextAsync(_folder.File("job.yaml"), yaml, TestContext.Current.CancellationToken);
        Pictures.Gradient(3, 32, 40).SaveTo(_folder.File("in.png"));

        (await CommandRun.OfAsync("restore", _folder.File("in.png"), "-o", _folder.File("out.png"), "--job", _folder.File("job.yaml")))
            .ShouldFail(code, reason);
    }
}

using System.Globalization;
using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>What <c>--quality</c> stands for, and the list of presets that says so.</summary>
public sealed class QualityTests : IDisposable
{
    private static readonly string[] Deblurring = ["--task", "deblur", "--blur", "gaussian:1:5", "--noise", "3"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("fast", 10)]
    [InlineData("balanced", 20)]
    [InlineData("best", 80)]
    public async Task Quality_names_steps_and_samples(string quality, int evaluations)
    {
        FastDevice.Require();

        Assert.Equal(evaluations, await EvaluationsAsync([.. Deblurring, "--quality", quality]));
    }

    [Fact]
    public async Task What_the_command_line_says_itself_goes_before_the_quality_and_the_job()
    {
        FastDevice.Require();
        string job = _folder.File("job.yaml");

        Assert.Equal(4 * 3, await EvaluationsAsync([.. Deblurring, "--quality", "best", "--steps", "3"]));
        File.Copy(_folder.File("done.yaml"), job);
        Assert.Equal(4 * 3, await EvaluationsAsync(["--job", job]));
        Assert.Equal(4 * 2, await EvaluationsAsync(["--job", job, "--steps", "2"]));
        Assert.Equal(10, await EvaluationsAsync(["--job", job, "--quality", "fast"]));
    }

    [Fact]
    public async Task Denoising_in_one_step_has_a_fast_form_too()
    {
        FastDevice.Require();
        string[] denoising = ["--task", "denoise", "--noise", "40"];

        Assert.Equal(1, await EvaluationsAsync([.. denoising, "--quality", "fast"]));
        Assert.InRange(await EvaluationsAsync([.. denoising, "--quality", "best"]), 1, 2);
    }

    [Fact]
    public async Task Quality_beside_what_it_does_not_go_with_is_refused()
    {
        string input = Pictures.Gradient(3, 32, 32).SaveTo(_folder.File("in.png"));
        string[] command = ["restore", input, "-o", _folder.File("out.png"), "--task", "deblur", "--blur", "gaussian:1:5", "--noise", "3", "--quality", "fast"];

        (await CommandRun.OfAsync([.. command, "--preset", "paper"])).ShouldFail(ExitCode.Usage, "--quality and --preset paper");
        (await CommandRun.OfAsync([.. command, "--method", "ddrm"]))
            .ShouldFail(ExitCode.Usage, "--quality names settings of diffpir, mean, dpir and jpeg, not of ddrm");
        (await CommandRun.OfAsync([.. command[..^1], "superb"])).ShouldFail(ExitCode.Usage, "fast, balanced, best");
    }

    [Fact]
    public async Task Presets_are_listed_with_every_value()
    {
        string text = (await CommandRun.OfAsync("presets")).ShouldSucceed().Output;
        using var json = JsonDocument.Parse((await CommandRun.OfAsync("presets", "--json")).ShouldSucceed().Output);

        Assert.Contains("preset paper", text, StringComparison.Ordinal);
        Assert.Contains("  sr, noise 12.75: diffpir", text, StringComparison.Ordinal);
        Assert.Contains("zeta 0.25", text, StringComparison.Ordinal);
        Assert.Contains("  best, diffpir: steps 20, samples 4", text, StringComparison.Ordinal);
        Assert.Contains("  fast, dpir: steps 8", text, StringComparison.Ordinal);
        Assert.Contains("  fast, jpeg: steps 3", text, StringComparison.Ordinal);
        Assert.Contains("  best, jpeg: as the preset", text, StringComparison.Ordinal);
        Assert.Equal(3 * 4, json.RootElement.GetProperty("qualities").GetArrayLength());
        var entries = json.RootElement.GetProperty("presets").EnumerateArray().ToList();
        Assert.Equal(3 * 11, entries.Count);
        Assert.Contains(entries, static entry => entry.GetProperty("preset").GetString() == "paper" && entry.GetProperty("task").GetString() == "deblur"
            && entry.GetProperty("settings").GetProperty("lambda").GetString() == "7"
                && entry.GetProperty("settings").GetProperty("final").GetString() == "last-iterate");
        Assert.Contains(entries, static entry => entry.GetProperty("task").GetString() == "inpaint, single pixels"
            && entry.GetProperty("method").GetString() == "dpir");
        Assert.Contains(entries, static entry => entry.GetProperty("task").GetString() == "denoise" && entry.GetProperty("method").GetString() == "mean");
    }

    /// <summary>Steps times samples, from the job that was done.</summary>
    private async Task<int> EvaluationsAsync(string[] options)
    {
        string input = _folder.File("in.png"), job = _folder.File("done.yaml");
        Pictures.Gradient(3, 32, 32).SaveTo(input);
        (await CommandRun.OfAsync(
            ["restore", input, "-o", _folder.File("out.png"), "--overwrite", "--model", "builtin-small", "--force", "--quiet", "--dump-job", job,
                .. options])).ShouldSucceed();
        string[] lines = await File.ReadAllLinesAsync(job, TestContext.Current.CancellationToken);
        int Value(string name, int absent) => lines.FirstOrDefault(line => line.StartsWith($"  {name}: ", StringComparison.Ordinal)) is { } line
            ? int.Parse(line[(name.Length + 4)..], CultureInfo.InvariantCulture)
            : absent;
        return Value("steps", 0) * Value("samples", 1);
    }
}

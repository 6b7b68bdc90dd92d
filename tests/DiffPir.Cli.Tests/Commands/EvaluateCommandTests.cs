using System.Text.Json;
using DiffPir.Cli.Evaluation;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

public sealed class EvaluateCommandTests : IDisposable
{
    private static readonly string[] Deblurring = ["--task", "deblur", "--blur", "gaussian:1.2:9", "--noise", "5"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Evaluation_measures_every_method_and_the_references_and_goes_on_where_it_stopped()
    {
        FastDevice.Require();
        string photos = Photos(2);
        string[] command = ["evaluate", photos, .. Deblurring, "--methods", "diffpir,ddrm", "--steps", "2,3", "--report", _folder.File("out"), "--quiet"];

        (await CommandRun.OfAsync(command)).ShouldSucceed();

        string table = _folder.File(Path.Combine("out", "results.csv"));
        var rows = ResultsTable.Read(table);
        Assert.Equal("picture,task,method,steps,psnr,psnr_y,ssim,seconds,psnr_float,evaluations", (await File.ReadAllLinesAsync(table, Token))[0]);
        Assert.Equal(2 * (3 + 4), rows.Count);
        Assert.Equal(["bicubic", "ddrm", "diffpir", "input", "wiener"], rows.Select(static row => row.Method).Distinct().Order());
        Assert.All(rows.Where(static row => row.Method == "ddrm"), static row => Assert.Equal(row.Steps, row.Evaluations));
        Assert.All(rows, static row => Assert.InRange(row.Metrics.Psnr, 3, 60));

        // The Wiener filter knows blur and noise: it has to gain.
        double Mean(string method) => rows.Where(row => row.Method == method).Average(static row => row.Metrics.Psnr);
        Assert.True(Mean("wiener") > Mean("input"));

        // Without the last rows it computes those again, the others stay as they are; the same settings give the same digits.
        string[] first = await File.ReadAllLinesAsync(table, Token);
        await File.WriteAllLinesAsync(table, first[..^2], Token);
        (await CommandRun.OfAsync(command)).ShouldSucceed();
        string[] second = await File.ReadAllLinesAsync(table, Token);
        Assert.Equal(first[..^2], second[..^2]);
        Assert.Equal(first.Select(WithoutSeconds), second.Select(WithoutSeconds));

        (await CommandRun.OfAsync([.. command, "--seed", "7"])).ShouldFail(ExitCode.Usage, "results of other settings");
    }

    [Fact]
    public async Task Report_and_json_hold_the_table_and_the_jobs()
    {
        FastDevice.Require();
        (await CommandRun.OfAsync(
            "evaluate", Photos(1), "--task", "inpaint", "--random", "0.4", "--methods", "repaint", "--steps", "3", "--report", _folder.File("out"), "--quiet"))
            .ShouldSucceed();

        string report = await File.ReadAllTextAsync(_folder.File(Path.Combine("out", "report.html")), Token);
        Assert.Contains("<td>repaint<td>3", report, StringComparison.Ordinal);
        Assert.Contains("jump-length: 10", report, StringComparison.Ordinal);
        Assert.Contains("data:image/png;base64,", report, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", report, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(_folder.File(Path.Combine("out", "results.json")), Token));
        Assert.Equal(4, json.RootElement.GetProperty("rows").GetArrayLength());
        Assert.True(json.RootElement.GetProperty("means")[3].GetProperty("psnr_y").GetDouble() > 5);
    }

    [Fact]
    public async Task Learned_metrics_are_measured_where_there_are_weights_and_what_lacks_them_is_done_again()
    {
        FastDevice.Require();
        string[] command = ["evaluate", Photos(2), .. Deblurring, "--methods", "diffpir", "--steps", "2", "--report", _folder.File("out"), "--quiet"];
        var without = (await CommandRun.OfAsync(command)).ShouldSucceed();
        string network = FeatureWeights.Write(_folder.File("alexnet.safetensors"), "alexnet",
            static name => name.StartsWith("features", StringComparison.Ordinal));
        string factors = FeatureWeights.Write(_folder.File("alex.safetensors"), "alexnet", static name => name.StartsWith("lin", StringComparison.Ordinal));
        string inception = FeatureWeights.Write(_folder.File("inception.safetensors"), "inception", static _ => true);

        var with = (await CommandRun.OfAsync([.. command, "--lpips", network, "--lpips", factors, "--fid", inception])).ShouldSucceed();

        Assert.Contains("no LPIPS, because --lpips names no weights; no FID, because --fid names no weights", without.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("LPIPS-", without.Output, StringComparison.Ordinal);
        Assert.Contains("LPIPS-Alex", with.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("because", with.Output, StringComparison.Ordinal);
        string[] table = await File.ReadAllLinesAsync(_folder.File(Path.Combine("out", "results.csv")), Token);
        Assert.EndsWith(",evaluations,lpips_alex", table[0], StringComparison.Ordinal);
        Assert.Equal(1 + (2 * 4), table.Length);
        Assert.All(ResultsTable.Read(_folder.File(Path.Combine("out", "results.csv"))), static row => Assert.InRange(row.Learned.AlexNet!.Value, 1e-4, 1));
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(_folder.File(Path.Combine("out", "results.json")), Token));
        Assert.All(json.RootElement.GetProperty("means").EnumerateArray(), static mean => Assert.True(mean.GetProperty("fid").GetDouble() > 0));
        Assert.Contains("<th>LPIPS-Alex<th>FID<th>seconds", await File.ReadAllTextAsync(_folder.File(Path.Combine("out", "report.html")), Token),
            StringComparison.Ordinal);

        // A set of pictures has no distance from itself; a picture neither.
        string photos = _folder.File("photos");
        var fid = (await CommandRun.OfAsync("compare", photos, photos, "--fid", inception, "--json")).ShouldSucceed();
        string cat = Path.Combine(photos, "cat.png");
        var lpips = (await CommandRun.OfAsync("compare", cat, cat, "--lpips", network, "--lpips", factors)).ShouldSucceed();
        Assert.Equal(0, JsonDocument.Parse(fid.Output).RootElement.GetProperty("fid").GetDouble(), 1e-6);
        Assert.Contains("LPIPS-Alex 0.0000", lpips.Output, StringComparison.Ordinal);
        (await CommandRun.OfAsync("compare", cat, cat, "--fid", inception)).ShouldFail(ExitCode.Usage, "two folders");
        (await CommandRun.OfAsync("compare", cat, cat, "--lpips", network)).ShouldFail(ExitCode.WrongModel, "factors are missing");
    }

    [Fact]
    public async Task Mistakes_are_one_line_and_leave_no_report()
    {
        string photos = Photos(1);
        string[] rest = [.. Deblurring, "--report", _folder.File("out")];

        (await CommandRun.OfAsync(["evaluate", photos, .. rest, "--methods", "magic"])).ShouldFail(ExitCode.Usage, "no method 'magic'", "ddrm");
        (await CommandRun.OfAsync(["evaluate", photos, .. rest, "--steps", "20,x"])).ShouldFail(ExitCode.Usage, "'x'");
        Assert.False(Directory.Exists(_folder.File("out")));
        (await CommandRun.OfAsync(["evaluate", _folder.File("nowhere"), .. rest])).ShouldFail(ExitCode.UnreadableInput, "nowhere");
    }

    [Fact]
    public async Task Method_that_does_not_serve_is_refused_before_any_is_run()
    {
        FastDevice.Require();

        var run = await CommandRun.OfAsync(
            ["evaluate", Photos(1), .. Deblurring, "--report", _folder.File("out"), "--methods", "diffpir,repaint", "--steps", "3", "--quiet"]);

        run.ShouldFail(ExitCode.Usage, "repaint fills in missing pixels");
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    [Fact]
    public async Task A_folder_with_results_of_other_settings_is_refused_before_devices_and_weights_are_looked_at()
    {
        ResultsJson.Write(_folder.File("results.json"), "something else", [], []);

        (await CommandRun.OfAsync(["evaluate", Photos(1), .. Deblurring, "--report", _folder.Path, "--device", "cuda:99", "--fid", "missing.pth"]))
            .ShouldFail(ExitCode.Usage, "results of other settings (something else)");
        (await CommandRun.OfAsync(["evaluate", Photos(1), .. Deblurring, "--report", _folder.File("out"), "--device", "cuda:99"]))
            .ShouldFail(ExitCode.Device, "cuda:99");
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string WithoutSeconds(string line)
    {
        string[] cells = line.Split(',');
        return string.Join(',', [.. cells[..7], .. cells[8..]]);
    }

    private string Photos(int count)
    {
        string folder = _folder.File("photos");
        Directory.CreateDirectory(folder);
        foreach (string? name in new[] { "cat.png", "coffee.png" }.Take(count))
        {
            var photo = ImageReader.Load(Path.Combine(RepositoryPaths.Root, "samples", name), 1_000_000);
            photo.WithPixels(photo.Pixels.Crop(60, 60, 64, 64)).SaveTo(Path.Combine(folder, name));
        }

        return folder;
    }
}

using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>What a restored picture's file says of how it came to be.</summary>
public sealed class RecordTests : IDisposable
{
    private static readonly string Input = RepositoryPaths.Fixture("photographs/small.png");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("webp")]
    [InlineData("tif")]
    public async Task Record_says_all_and_repeats_the_picture_bit_for_bit(string extension)
    {
        FastDevice.Require();
        var (first, again) = (_folder.File("first." + extension), _folder.File("again." + extension));
        await RestoreAsync(first, "--blur", "motion:0.5:9", "--task", "deblur", "--steps", "3", "--seed", "7", "--lambda", "3.3", "--grain", "2.5", "--force");

        var info = JsonDocument.Parse((await CommandRun.OfAsync("info", first, "--json")).ShouldSucceed().Output).RootElement;
        (await CommandRun.OfAsync("restore", Input, "-o", again, "--from", first)).ShouldSucceed();

        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(again));
        Assert.Equal(7, info.GetProperty("seed").GetInt32());
        Assert.Equal(64, info.GetProperty("modelSha256").GetString()!.Length);
        Assert.Equal("motion:0.5:9", info.GetProperty("job").GetProperty("blur").GetString());
        Assert.Equal("3.3", info.GetProperty("job").GetProperty("options").GetProperty("lambda").GetString());
        Assert.NotEqual("unknown", info.GetProperty("version").GetString());
        Assert.InRange(info.GetProperty("residualRatio").GetDouble(), 0.01, 50);
    }

    [Fact]
    public async Task Yaml_of_the_record_is_a_job_file()
    {
        FastDevice.Require();
        var (first, again, job) = (_folder.File("first.png"), _folder.File("again.png"), _folder.File("job.yaml"));
        await RestoreAsync(first, "--task", "sr", "--scale", "2", "--steps", "2", "--force");

        File.WriteAllText(job, (await CommandRun.OfAsync("info", first, "--yaml")).ShouldSucceed().Output);
        (await CommandRun.OfAsync("restore", Input, "-o", again, "--job", job)).ShouldSucceed();

        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(again));
        Assert.Contains("  task: sr", (await CommandRun.OfAsync("info", first)).ShouldSucceed().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_record_leaves_none_and_that_is_said()
    {
        FastDevice.Require();
        await RestoreAsync(_folder.File("out.png"), "--task", "denoise", "--noise", "4", "--no-record");

        var run = await CommandRun.OfAsync("info", _folder.File("out.png"));

        run.ShouldFail(ExitCode.UnreadableInput, "it holds no record of a restoration");
        Assert.Null(EmbeddedRecord.Read(_folder.File("out.png")).Record);
    }

    [Fact]
    public async Task Descriptions_are_kept_beside_the_record_and_stripped_where_that_is_asked_for()
    {
        FastDevice.Require();
        string input = _folder.File("in.webp");
        string xmp = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" "
            + "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" dc:source=\"attic\"/></rdf:RDF></x:xmpmeta>";
        var photograph = ImageReader.Load(Input, 100_000);
        ImageWriter.Save(input, photograph with { Metadata = photograph.Metadata with { Xmp = System.Text.Encoding.UTF8.GetBytes(xmp) } });

        async Task<string> XmpOf(string source, string name, params string[] options)
        {
            (await CommandRun.OfAsync(["restore", source, "-o", _folder.File(name), "--task", "denoise", "--noise", "4", .. options])).ShouldSucceed();
            return System.Text.Encoding.UTF8.GetString(ImageReader.Load(_folder.File(name), 100_000).Metadata.Xmp ?? []);
        }

        string kept = await XmpOf(input, "kept.webp");
        Assert.Contains("attic", kept, StringComparison.Ordinal);
        Assert.NotNull(EmbeddedRecord.Read(_folder.File("kept.webp")).Record);
        string twice = await XmpOf(_folder.File("kept.webp"), "twice.webp");
        Assert.Equal(2, twice.Split("diffpir:record>").Length - 1);
        Assert.DoesNotContain("attic", await XmpOf(input, "stripped.webp", "--strip"), StringComparison.Ordinal);
        Assert.NotNull(EmbeddedRecord.Read(_folder.File("stripped.webp")).Record);
        Assert.DoesNotContain("record", await XmpOf(_folder.File("kept.webp"), "bare.webp", "--no-record"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1")]
    [InlineData("null")]
    [InlineData("{\"version\":null,\"job\":\"\",\"seed\":1,\"modelSha256\":\"\",\"residualRatio\":1,\"device\":\"\"}")]
    [InlineData("{\"version\":\"1\",\"job\":\"output: /etc/passwd\",\"seed\":1,\"modelSha256\":\"\",\"residualRatio\":1,\"device\":\"\"}")]
    public async Task Record_of_another_hand_is_refused(string record)
    {
        string path = _folder.File("strange.png");
        ImageWriter.Save(path, ImageReader.Load(Input, 100_000) with { Record = record });

        (await CommandRun.OfAsync("restore", Input, "-o", _folder.File("out.png"), "--from", path)).ShouldFail(ExitCode.UnreadableInput, "strange.png");
    }

    private async Task RestoreAsync(string output, params string[] options) =>
        (await CommandRun.OfAsync(["restore", Input, "-o", output, .. options])).ShouldSucceed();
}

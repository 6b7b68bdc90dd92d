using System.Security.Cryptography;
using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Tests.Downloading;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

public sealed class ModelGetCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = new byte[200_000];
    private readonly FileServer _server;

    public ModelGetCommandTests()
    {
        new Random(2).NextBytes(_content);
        _server = new FileServer(_content);
    }

    private string Hash => Convert.ToHexStringLower(SHA256.HashData(_content));

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task File_goes_where_it_is_told_and_its_hash_is_printed()
    {
        var run = (await CommandRun.OfAsync("model", "get", _server.Url.ToString(), "-o", _folder.File("mine.pt"))).ShouldSucceed();

        Assert.Equal(_content, File.ReadAllBytes(_folder.File("mine.pt")));
        Assert.Contains("no hash was known", run.Output, StringComparison.Ordinal);
        Assert.Contains($"SHA-256 {Hash}", run.Output, StringComparison.Ordinal);
        Assert.Contains("mine.pt: 0.2 MiB of 0.2 MiB", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_gets_the_file_by_its_own_name()
    {
        var run = (await CommandRun.OfAsync("model", "get", _server.Url.ToString(), "-o", _folder.Path, "--sha256", Hash.ToUpperInvariant(), "--json",
            "--quiet")).ShouldSucceed();

        Assert.Equal(_content, File.ReadAllBytes(_folder.File("prior.pt")));
        Assert.Equal(Hash, JsonDocument.Parse(run.Output).RootElement.GetProperty("sha256").GetString());
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task File_that_is_there_with_the_right_hash_is_not_fetched_again()
    {
        File.WriteAllBytes(_folder.File("prior.pt"), _content);

        var run = (await CommandRun.OfAsync("model", "get", _server.Url.ToString(), "-o", _folder.Path, "--sha256", Hash)).ShouldSucceed();

        Assert.Contains("is there already", run.Output, StringComparison.Ordinal);
        Assert.Empty(_server.Ranges);
    }

    [Fact]
    public async Task Another_file_of_that_name_is_replaced_only_when_asked_for()
    {
        File.WriteAllText(_folder.File("prior.pt"), "another");
        string[] line = ["model", "get", _server.Url.ToString(), "-o", _folder.File("prior.pt"), "--sha256", Hash];

        (await CommandRun.OfAsync(line)).ShouldFail(ExitCode.Usage, "prior.pt");
        Assert.Equal("another", File.ReadAllText(_folder.File("prior.pt")));
        Assert.Empty(_server.Ranges);

        (await CommandRun.OfAsync([.. line, "--overwrite"])).ShouldSucceed();
        Assert.Equal(_content, File.ReadAllBytes(_folder.File("prior.pt")));
    }

    [Fact]
    public void Full_disk_is_told_and_the_next_run_goes_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit is one of Linux' shells");
        string[] line = ["model", "get", _server.Url.ToString(), "-o", _folder.File("prior.pt"), "--sha256", Hash, "--quiet"];

        var full = ProgramRun.OfShell("trap '' XFSZ; ulimit -f 100; DOTNET_EnableWriteXorExecute=0 \"$@\"", line);

        Assert.Equal(ExitCode.Unexpected, full.Code);
        Assert.Contains("prior.pt.part': the file becomes too long for this disk or this user", full.Error, StringComparison.Ordinal);
        Assert.Contains("make room and run the same command again", full.Error, StringComparison.Ordinal);
        Assert.Equal(0, ProgramRun.OfShell("\"$@\"", line).Code);
        Assert.Equal(_content, File.ReadAllBytes(_folder.File("prior.pt")));
        Assert.NotEqual("", _server.Ranges[^1]);
    }

    [Theory]
    [InlineData("drunet_colour.pth", "did you mean 'drunet_color.pth'?")]
    [InlineData("nothing-of-the-kind", "'diffpir model list' lists them")]
    [InlineData("ffhq_10m.pt", "has no address that can be relied on")]
    [InlineData("ftp://example.org/a.pt", "an address begins with https://")]
    [InlineData("https://example.org/", "name the file with --output")]
    public async Task What_cannot_be_fetched_is_named(string what, string reason) =>
        (await CommandRun.OfAsync("model", "get", what)).ShouldFail(ExitCode.Usage, reason);

    [Fact]
    public async Task Hash_of_another_form_is_refused() =>
        (await CommandRun.OfAsync("model", "get", "https://example.org/a.pt", "--sha256", "abc"))
            .ShouldFail(ExitCode.Usage, "--sha256 is 'abc' and must be 64 hexadecimal digits");

    [Fact]
    public void Published_models_with_addresses_have_hashes_and_licences() => Assert.All(
        PublishedModel.All.Where(static model => model.Url is not null),
        static model =>
        {
            Assert.Equal("https", model.Url!.Scheme);
            Assert.Equal(model.Name, model.Url.Segments[^1]);
            Assert.Matches("^[0-9a-f]{64}$", model.Sha256!);
            Assert.NotNull(model.Licence);
        });
}

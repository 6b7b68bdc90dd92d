using System.Security.Cryptography;
using DiffPir.Cli.Downloading;
using DiffPir.Cli.Files;
using DiffPir.Cli.Hosting;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Downloading;

/// <summary>Downloads from servers that cut connections, know no ranges, change the file, or refuse.</summary>
public sealed class ModelDownloadTests : IDisposable
{
    private const int Length = 300_000;

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = new byte[Length];
    private readonly FileServer _server;
    private readonly List<DownloadProgress> _progress = [];

    public ModelDownloadTests()
    {
        new Random(1).NextBytes(_content);
        _server = new FileServer(_content);
    }

    private string Target => _folder.File("prior.pt");

    private string Hash => Convert.ToHexStringLower(SHA256.HashData(_content));

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task File_arrives_whole_and_nothing_else_is_left()
    {
        var (bytes, sha256) = await Download(Hash);

        Assert.Equal((Length, Hash), (bytes, sha256));
        ShouldBeComplete();
        Assert.Equal(new DownloadProgress(Length, Length), _progress[^1]);
    }

    [Fact]
    public async Task Cut_connections_are_taken_up_where_they_ended()
    {
        _server.CutAfter = static number => number <= 7 ? 30_000 : null;

        await Download(Hash);

        ShouldBeComplete();
        Assert.Equal(["", .. Enumerable.Range(1, 7).Select(static i => $"bytes={i * 30_000}-")], _server.Ranges);
        Assert.Equal(7, _progress.Count(static progress => progress.Remark is not null));
    }

    [Fact]
    public async Task Next_run_goes_on_where_the_last_one_was_given_up()
    {
        _server.CutAfter = static number => number == 1 ? 100_000 : 0;
        var error = await Assert.ThrowsAsync<CliException>(() => Download(Hash));
        Assert.Equal(ExitCode.Unexpected, error.Code);
        Assert.Contains("goes on from the 100,000 bytes", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));

        _server.CutAfter = static _ => null;
        await Download(Hash);

        ShouldBeComplete();
        Assert.Equal("bytes=100000-", _server.Ranges[^1]);
    }

    [Fact]
    public async Task Interruption_keeps_what_is_there_for_the_next_run()
    {
        using var stop = new CancellationTokenSource();
        _server.CutAfter = static number => number == 1 ? 50_000 : null;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Download(Hash, stop.Token, progress =>
        {
            if (progress.Remark is not null)
            {
                stop.Cancel();
            }
        }));

        await Download(Hash);

        ShouldBeComplete();
        Assert.Equal("bytes=50000-", _server.Ranges[^1]);
    }

    [Fact]
    public async Task Server_without_ranges_is_asked_for_the_whole_again()
    {
        _server.KnowsRanges = false;
        _server.CutAfter = static number => number == 1 ? 200_000 : null;

        await Download(Hash);

        ShouldBeComplete();
    }

    [Fact]
    public async Task File_that_has_changed_meanwhile_is_not_spliced()
    {
        _server.CutAfter = static number => number == 1 ? 200_000 : 0;
        await Assert.ThrowsAsync<CliException>(() => Download(null));
        byte[] changed = [.. _content.Reverse()];
        (_server.Content, _server.Tag, _server.CutAfter) = (changed, "\"two\"", static _ => null);

        await Download(null);

        Assert.Equal(changed, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Part_of_another_address_is_not_used()
    {
        File.WriteAllBytes(Target + ".part", [1, 2, 3]);
        File.WriteAllText(Target + ".part.from", "http://127.0.0.1/other.pt\n\"one\"");

        await Download(Hash);

        ShouldBeComplete();
        Assert.Equal("", Assert.Single(_server.Ranges));
    }

    [Fact]
    public async Task Part_that_is_complete_only_gets_its_name()
    {
        File.WriteAllBytes(Target + ".part", _content);
        File.WriteAllText(Target + ".part.from", $"{_server.Url}\n\"one\"");

        await Download(Hash);

        ShouldBeComplete();
        Assert.Equal($"bytes={Length}-", Assert.Single(_server.Ranges));
    }

    [Fact]
    public async Task Part_that_is_longer_than_the_file_is_thrown_away()
    {
        File.WriteAllBytes(Target + ".part", new byte[Length + 1]);
        File.WriteAllText(Target + ".part.from", $"{_server.Url}\n");

        await Download(Hash);

        ShouldBeComplete();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wrong_hash_leaves_nothing(bool tellsLength)
    {
        _server.TellsLength = tellsLength;

        var error = await Assert.ThrowsAsync<CliException>(() => Download(new string('0', 64)));

        Assert.Equal(ExitCode.WrongModel, error.Code);
        Assert.Contains(Hash, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task File_that_ends_early_and_unannounced_is_found_by_its_hash()
    {
        (_server.TellsLength, _server.CutAfter) = (false, static _ => 10_000);

        Assert.Equal(ExitCode.WrongModel, (await Assert.ThrowsAsync<CliException>(() => Download(Hash))).Code);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    public async Task Refusal_is_told_at_once(int status)
    {
        _server.Status = _ => status;

        var error = await Assert.ThrowsAsync<CliException>(() => Download(Hash));

        Assert.Equal(ExitCode.WrongModel, error.Code);
        Assert.Contains($"answers {status}", error.Message, StringComparison.Ordinal);
        Assert.Single(_server.Ranges);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Server_that_is_busy_is_asked_again(int status)
    {
        _server.Status = number => number <= 3 ? status : null;

        await Download(Hash);

        ShouldBeComplete();
        Assert.Equal(4, _server.Ranges.Count);
    }

    [Fact]
    public async Task File_that_another_process_downloads_is_left_to_it()
    {
        using var other = PartialFile.Open(Target, _server.Url.AbsoluteUri);

        var error = await Assert.ThrowsAsync<CliException>(() => Download(Hash));

        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.Contains("another process", error.Message, StringComparison.Ordinal);
    }

    private void ShouldBeComplete()
    {
        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder.Path));
    }

    private async Task<(long Bytes, string Sha256)> Download(string? sha256, CancellationToken? cancellation = null, Action<DownloadProgress>? watch = null)
    {
        using var client = new HttpClient();
        var download = new ModelDownload(client, static _ => TimeSpan.Zero, progress =>
        {
            _progress.Add(progress);
            watch?.Invoke(progress);
        });
        return await download.RunAsync(_server.Url, Target, sha256, replaces: false, cancellation ?? TestContext.Current.CancellationToken);
    }
}

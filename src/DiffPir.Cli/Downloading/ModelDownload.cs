using System.Net;
using System.Net.Http.Headers;
using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Downloading;

/// <summary>Fetches one file over HTTP: goes on where a connection was cut or an earlier run ended, and gives the file its name only if its
/// hash is right.</summary>
/// <param name="client">The connection.</param>
/// <param name="pause">How long to wait before a further attempt, by its number from 1.</param>
/// <param name="report">Told as it goes on.</param>
internal sealed class ModelDownload(HttpClient client, Func<int, TimeSpan> pause, Action<DownloadProgress> report)
{
    /// <summary>Attempts in a row that brought nothing, before it is given up.</summary>
    private const int Attempts = 5;

    private const int BufferBytes = 1 << 17;

    /// <summary>A server that sends nothing for so long has gone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Fetches a file.</summary>
    /// <param name="url">Where it is.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="sha256">The hash that it must have, lower case; null where none is known.</param>
    /// <param name="replaces">Whether what is there is replaced.</param>
    /// <param name="cancellation">Ends it; what is there stays for a later run.</param>
    /// <returns>Its length and its SHA-256.</returns>
    /// <exception cref="CliException">The server refuses it or its hash is another (wrong model); network or disk fail (unexpected).</exception>
    public async Task<(long Bytes, string Sha256)> RunAsync(Uri url, string target, string? sha256, bool replaces, CancellationToken cancellation)
    {
        using var file = PartialFile.Open(target, url.AbsoluteUri);
        for (int attempt = 1; ; attempt++)
        {
            long before = file.Length;
            try
            {
                await FetchRestAsync(url, file, cancellation);
                break;
            }
            catch (Exception e) when (IsOfNetwork(e, cancellation))
            {
                attempt = file.Length > before ? 1 : attempt;
                if (attempt == Attempts)
                {
                    throw new CliException(
                        ExitCode.Unexpected,
                        $"cannot download '{url}': {Reason(e)}; run the same command again: it goes on from the {file.Length:N0} bytes that are there", e);
                }

                report(new(file.Length, null, $"{Reason(e)}; trying again"));
                await Task.Delay(pause(attempt), cancellation);
            }
        }

        var (length, hash) = (file.Length, file.Hash());
        if (sha256 is not null && hash != sha256)
        {
            file.Delete();
            throw new CliException(
                ExitCode.WrongModel, $"'{url}' has the SHA-256 {hash} and not {sha256}: another version, or damaged on its way; nothing was kept");
        }

        file.Finish(replaces);
        return (length, hash);
    }

    private static bool IsOfNetwork(Exception e, CancellationToken cancellation) =>
        e is IOException
        || e is HttpRequestException
        {
            StatusCode: null or >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout,
        }
        || (e is OperationCanceledException && !cancellation.IsCancellationRequested);

    private static string Reason(Exception e) =>
        e is OperationCanceledException ? $"the server sent nothing for {Patience.TotalSeconds:0} seconds"
            : (e.InnerException ?? e).Message.TrimEnd('.').ReplaceLineEndings(" ");

    private async Task FetchRestAsync(Uri url, PartialFile file, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (file.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(file.Length, null);
            if (file.Version.Length > 0)
            {
                request.Headers.IfRange = new RangeConditionHeaderValue(EntityTagHeaderValue.Parse(file.Version));
            }
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            if (response.Content.Headers.ContentRange?.Length == file.Length)
            {
                return; // an earlier run had ended before it gave the file its name
            }

            file.Restart(url.AbsoluteUri, "");
            throw new IOException("the server has another file now");
        }

        if ((int)response.StatusCode is >= 400 and < 500 and not (408 or 429))
        {
            throw new CliException(ExitCode.WrongModel,
                $"cannot download '{url}': the server answers {(int)response.StatusCode} ({response.ReasonPhrase}); check the address");
        }

        response.EnsureSuccessStatusCode();
        bool continues = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == file.Length;
        if (!continues)
        {
            // A weak tag tells no bytes apart.
            file.Restart(url.AbsoluteUri, response.Headers.ETag is { IsWeak: false } tag ? tag.ToString() : "");
        }

        long? total = response.Content.Headers.ContentLength + file.Length;
        using var stream = await response.Content.ReadAsStreamAsync(patience.Token);
        byte[] buffer = new byte[BufferBytes];
        while (true)
        {
            patience.CancelAfter(Patience);
            int count = await stream.ReadAsync(buffer, patience.Token);
            if (count == 0)
            {
                return;
            }

            file.Append(buffer.AsSpan(0, count));
            report(new(file.Length, total));
        }
    }
}

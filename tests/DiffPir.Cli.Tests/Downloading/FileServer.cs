using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DiffPir.Cli.Tests.Downloading;

/// <summary>A server of one file over HTTP/1.1 on this machine, one connection a request, that can behave as badly as servers do.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private readonly List<string> _requests = [];

    /// <summary>Begins to serve.</summary>
    /// <param name="content">The file.</param>
    public FileServer(byte[] content)
    {
        Content = content;
        _listener.Start();
        _work = Task.Run(ServeAsync);
    }

    /// <summary>The file.</summary>
    public byte[] Content { get; set; }

    /// <summary>Which version it is; empty to say nothing.</summary>
    public string Tag { get; set; } = "\"one\"";

    /// <summary>Whether parts can be asked for.</summary>
    public bool KnowsRanges { get; set; } = true;

    /// <summary>Whether the file's length is told before its bytes.</summary>
    public bool TellsLength { get; set; } = true;

    /// <summary>The status of an answer by its number from 1; null for what is right.</summary>
    public Func<int, int?> Status { get; set; } = static _ => null;

    /// <summary>After how many bytes of the body a connection is cut, by the number of the answer from 1; null for never.</summary>
    public Func<int, int?> CutAfter { get; set; } = static _ => null;

    /// <summary>Where the file is.</summary>
    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/models/prior.pt");

    /// <summary>What was asked for, as the header Range of each request; empty for the whole.</summary>
    public IReadOnlyList<string> Ranges => [.. _requests.Select(static request => Header(request, "Range"))];

    public void Dispose()
    {
        _stop.Cancel();
        _work.Wait();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                using var stream = client.GetStream();
                await AnswerAsync(stream, await ReadRequestAsync(stream));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (IOException)
            {
                // The client has had enough.
            }
        }
    }

    private static async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            int count = await stream.ReadAsync(buffer);
            text.Append(count == 0 ? throw new IOException() : Encoding.ASCII.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    private async Task AnswerAsync(NetworkStream stream, string request)
    {
        _requests.Add(request);
        int number = _requests.Count;
        if (Status(number) is { } status)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} Told so\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
            return;
        }

        var (range, condition) = (Header(request, "Range"), Header(request, "If-Range"));
        int first = KnowsRanges && range.Length > 0 && (condition.Length == 0 || condition == Tag)
            ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture) : 0;
        if (first >= Content.Length)
        {
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 416 No\r\nContent-Range: bytes */{Content.Length}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
            return;
        }

        var head = new StringBuilder(first > 0 ? $"HTTP/1.1 206 Part\r\nContent-Range: bytes {first}-{Content.Length - 1}/{Content.Length}\r\n"
            : "HTTP/1.1 200 OK\r\n");
        head.Append(TellsLength ? $"Content-Length: {Content.Length - first}\r\n" : "").Append(Tag.Length > 0 ? $"ETag: {Tag}\r\n" : "")
            .Append("Connection: close\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.ToString()));
        await stream.WriteAsync(Content.AsMemory(first, Math.Min(Content.Length - first, CutAfter(number) ?? int.MaxValue)));
    }

    private static string Header(string request, string name) =>
        request.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..] ?? "";
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DiffPir.Cli.Tests.Serving;

/// <summary>What every client of HTTP may expect of a server.</summary>
public sealed class HttpMannersTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_answers_GET_answers_HEAD_with_the_same_headers_and_no_body()
    {
        await using var server = await TestServer.IdleAsync();
        string job = await server.TakenOnAsync(TestServer.Form("task: denoise\nnoise: 5"));
        foreach (string path in (string[])["/", "/app.js", "/about", "/openapi.json", job, $"{job}/picture", $"{job}/preview", "/jobs/none"])
        {
            using var get = await server.Client.GetAsync(path, Cancellation);
            using var head = await server.Client.SendAsync(new(HttpMethod.Head, path), Cancellation);

            Assert.Equal((path, get.StatusCode, get.Content.Headers.ContentType), (path, head.StatusCode, head.Content.Headers.ContentType));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancellation));
        }
    }

    [Fact]
    public async Task HEAD_of_events_does_not_wait_for_them()
    {
        await using var server = await TestServer.IdleAsync();
        string job = await server.TakenOnAsync(TestServer.Form("task: denoise\nnoise: 5"));

        using var head = await server.Client.SendAsync(new(HttpMethod.Head, $"{job}/events"), Cancellation);

        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (head.StatusCode, head.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task Other_methods_are_refused_with_those_that_there_are()
    {
        await using var server = await TestServer.IdleAsync();

        using var response = await server.Client.SendAsync(new(HttpMethod.Options, "/about"), Cancellation);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task Files_of_the_page_are_sent_again_only_where_they_have_changed()
    {
        await using var server = await TestServer.IdleAsync();
        using var first = await server.Client.GetAsync("/app.js", Cancellation);
        var request = new HttpRequestMessage(HttpMethod.Get, "/app.js");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await server.Client.SendAsync(request, Cancellation);
        using var style = await server.Client.GetAsync("/style.css", Cancellation);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.NotEqual(first.Headers.ETag, style.Headers.ETag);
        Assert.True(first.Headers.CacheControl!.NoCache);
    }

    [Fact]
    public async Task What_is_told_of_a_photograph_is_kept_in_no_cache_and_taken_for_nothing_else()
    {
        await using var server = await TestServer.IdleAsync();
        string job = await server.TakenOnAsync(TestServer.Form("task: denoise\nnoise: 5"));

        foreach (string path in (string[])["/about", job, $"{job}/picture", "/jobs/none"])
        {
            using var response = await server.Client.GetAsync(path, Cancellation);
            Assert.True(response.Headers.CacheControl is { NoStore: true }, path);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        }
    }

    [Fact]
    public async Task A_head_that_is_too_long_is_refused_with_a_sentence()
    {
        await using var server = await TestServer.IdleAsync();

        await TestServer.ShouldRefuseAsync(
            server.Client.GetAsync($"/about?{new string('a', 9000)}", Cancellation), HttpStatusCode.RequestUriTooLong, "longer than 8,192 characters");
        await TestServer.ShouldRefuseAsync(
            server.Client.SendAsync(WithHeaders(1, 40_000), Cancellation), HttpStatusCode.RequestHeaderFieldsTooLarge, "longer than 32,768 characters");
        await TestServer.ShouldRefuseAsync(
            server.Client.SendAsync(WithHeaders(120, 1), Cancellation), HttpStatusCode.RequestHeaderFieldsTooLarge, "more than 100");
        using var usual = await server.Client.SendAsync(WithHeaders(90, 200), Cancellation);
        Assert.Equal(HttpStatusCode.OK, usual.StatusCode);
    }

    [Theory]
    [InlineData("GET /about HTTP/1.1\r\n\r\n", "400")] // HTTP/1.1 needs a host
    [InlineData("GET /about HTTP/1.1\r\nHost: localhost\r\nX : 1\r\n\r\n", "400")]
    [InlineData("GET /about HTTP/7.1\r\nHost: localhost\r\n\r\n", "505")]
    public async Task What_is_no_sound_HTTP_is_refused_with_a_status_alone(string request, string status)
    {
        await using var server = await TestServer.IdleAsync();
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Client.BaseAddress!.Port, Cancellation);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);

        using var reader = new StreamReader(client.GetStream());
        string answer = await reader.ReadToEndAsync(Cancellation);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    private static HttpRequestMessage WithHeaders(int count, int length)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/about");
        for (int i = 0; i < count; i++)
        {
            request.Headers.Add($"X-{i}", new string('a', length));
        }

        return request;
    }
}

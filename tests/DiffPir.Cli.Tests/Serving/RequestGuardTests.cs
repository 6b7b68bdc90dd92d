using System.Net;

namespace DiffPir.Cli.Tests.Serving;

/// <summary>Who may use the server.</summary>
public sealed class RequestGuardTests
{
    private const string Token = "0123456789abcdef";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Host", "evil.example")] // its name was made to mean this machine
    [InlineData("Host", "127.0.0.1.evil.example")]
    [InlineData("Host", "10.0.0.1")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "http://localhost:1")] // another server of this machine
    [InlineData("Origin", "null")]
    public async Task Pages_of_others_are_kept_out(string header, string value)
    {
        await using var server = await TestServer.IdleAsync();
        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Get, "/"), (HttpMethod.Get, "/about"), (HttpMethod.Post, "/jobs")])
        {
            var request = new HttpRequestMessage(method, path) { Content = method == HttpMethod.Post ? TestServer.Form("task: denoise") : null };
            request.Headers.TryAddWithoutValidation(header, value);

            await TestServer.ShouldRefuseAsync(server.Client.SendAsync(request, Cancellation), HttpStatusCode.Forbidden, "only pages of this server itself");
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LocalHost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task The_own_page_is_let_in_by_every_name_of_this_machine(string name)
    {
        await using var server = await TestServer.IdleAsync();
        string host = $"{name}:{server.Client.BaseAddress!.Port}";
        var request = new HttpRequestMessage(HttpMethod.Get, "/about");
        request.Headers.Host = host;
        request.Headers.TryAddWithoutValidation("Origin", $"http://{host}");

        using var response = await server.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("Authorization", "Bearer 0123456789abcde0")]
    [InlineData("Authorization", Token)]
    [InlineData("Cookie", "diffpir-token-PORT=wrong")]
    public async Task Without_the_token_nothing_is_let_in(string? header, string? value)
    {
        await using var server = await TestServer.IdleAsync(token: Token);
        foreach (string path in (string[])["/", "/?token=wrong", "/about", $"/about?token={Token}", "/openapi.json", "/jobs/1/picture"])
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (header is not null)
            {
                request.Headers.TryAddWithoutValidation(header, value!.Replace("PORT", $"{server.Client.BaseAddress!.Port}", StringComparison.Ordinal));
            }

            await TestServer.ShouldRefuseAsync(server.Client.SendAsync(request, Cancellation), HttpStatusCode.Unauthorized, "the token is missing or wrong");
        }
    }

    [Fact]
    public async Task Who_lacks_the_token_is_told_how_to_show_it()
    {
        await using var server = await TestServer.IdleAsync(token: Token);

        using var response = await server.Client.GetAsync("/about", Cancellation);

        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task The_printed_address_gives_the_page_its_token_as_a_cookie()
    {
        await using var server = await TestServer.IdleAsync(token: Token);

        using var opened = await server.Client.GetAsync($"/?token={Token}", Cancellation);
        Assert.Equal(HttpStatusCode.Redirect, opened.StatusCode);
        Assert.Equal("/", opened.Headers.Location!.OriginalString);
        string cookie = Assert.Single(opened.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);

        foreach (var (header, value) in ((string, string)[])[("Cookie", cookie.Split(';')[0]), ("Authorization", $"Bearer {Token}"), ("Authorization", $"bearer {Token}")])
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/about");
            request.Headers.TryAddWithoutValidation(header, value);
            request.Headers.Host = "photos.example"; // who has the token may give the machine any name
            using var response = await server.Client.SendAsync(request, Cancellation);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Two_servers_of_one_machine_leave_each_other_their_cookies()
    {
        await using var one = await TestServer.IdleAsync(token: Token);
        await using var other = await TestServer.IdleAsync(token: "fedcba9876543210");
        using var browser = new HttpClient(); // keeps cookies as browsers do: by the name of the machine, whatever the port
        Uri[] servers = [one.Client.BaseAddress!, other.Client.BaseAddress!];
        foreach (var (server, token) in servers.Zip((string[])[Token, "fedcba9876543210"]))
        {
            (await browser.GetAsync(new Uri(server, $"/?token={token}"), Cancellation)).Dispose();
        }

        foreach (var server in servers)
        {
            using var response = await browser.GetAsync(new Uri(server, "/about"), Cancellation);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task The_page_may_load_and_send_nothing_from_or_to_elsewhere_and_stands_in_no_frame()
    {
        await using var server = await TestServer.IdleAsync();

        using var response = await server.Client.GetAsync("/", Cancellation);

        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }
}

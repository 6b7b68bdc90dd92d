using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Tests.Commands;

namespace DiffPir.Cli.Tests.Serving;

/// <summary>The command as a process of its own.</summary>
public sealed class ServeCommandTests
{
    private const int Terminate = 15;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_first_line_is_the_address_and_a_signal_ends_it_in_order()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such signals on Windows");
        using var run = ProgramRun.Start("serve", "--port", "0", "--max-jobs", "3", "--max-upload", "7", "--max-pixels", "99", "--max-minutes", "2");
        string address = (await run.Output.ReadLineAsync(Cancellation))!;
        using var client = new HttpClient();

        Assert.Matches(@"^http://127\.0\.0\.1:\d+$", address);
        var about = await client.GetFromJsonAsync<JsonElement>($"{address}/about", Cancellation);
        Assert.Equal(
            (3, 7 << 20, 99, 120),
            (about.GetProperty("maxJobs").GetInt32(), about.GetProperty("maxUploadBytes").GetInt32(), about.GetProperty("maxPixels").GetInt32(),
                about.GetProperty("maxSeconds").GetInt32()));
        Assert.Contains("<title>", await client.GetStringAsync(address, Cancellation), StringComparison.Ordinal);

        run.Signal(Terminate);
        Assert.Equal(ExitCode.Success, run.WaitForExit());
    }

    [Fact]
    public async Task Where_others_can_connect_its_address_holds_a_token_without_which_nobody_is_let_in()
    {
        using var run = ProgramRun.Start("serve", "--port", "0", "--address", "0.0.0.0");
        var address = new Uri((await run.Output.ReadLineAsync(Cancellation))!);
        using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{address.Port}") };

        Assert.Matches("^[?]token=[0-9a-f]{32}$", address.Query);
        await TestServer.ShouldRefuseAsync(client.GetAsync("/about", Cancellation), HttpStatusCode.Unauthorized, "token");
        client.DefaultRequestHeaders.Authorization = new("Bearer", address.Query["?token=".Length..]);
        Assert.NotEmpty(await client.GetStringAsync("/about", Cancellation));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_with_what_to_do()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        (await CommandRun.OfAsync("serve", "--port", $"{port}")).ShouldFail(ExitCode.Usage, $"cannot listen on 127.0.0.1:{port}", "--port");
    }

    [Theory]
    [InlineData("--address", "everywhere", "must be an IP address")]
    [InlineData("--port", "70000", "from 0 to 65535")]
    [InlineData("--max-jobs", "0", "from 1 to")]
    public async Task Values_out_of_range_are_refused(string option, string value, string reason) =>
        (await CommandRun.OfAsync("serve", option, value)).ShouldFail(ExitCode.Usage, $"{option} is '{value}'", reason);
}

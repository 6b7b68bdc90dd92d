using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Restoring;
using DiffPir.Cli.Serving;

namespace DiffPir.Cli.Commands;

/// <summary><c>serve</c>: a page in the browser, and the HTTP interface that it uses.</summary>
internal static class ServeCommand
{
    private const int DefaultPort = 5080;
    private const string AddressOption = "--address";

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var port = OptionFactory.Whole("--port", $"the port, 0 for any that is free ({DefaultPort})", 0, 65535);
        var address = new Option<string?>(AddressOption)
        {
            Description = "the IP address to listen on: 127.0.0.1 for this machine alone; any other, 0.0.0.0 for all, asks everybody for a token that the printed address holds (127.0.0.1)",
            HelpName = "ip",
        };
        address.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && !IPAddress.TryParse(token.Value, out _))
            {
                result.AddError($"{AddressOption} is '{token.Value}' and must be an IP address, 127.0.0.1 or 0.0.0.0 for example");
            }
        });
        var limits = new ServeLimitOptions();
        var devices = new DeviceOptions();
        var command = new Command("serve",
            "Restore photographs in the browser: serves a page, and the HTTP interface that it uses, to this machine alone.") { port, address };
        limits.AddTo(command);
        devices.AddTo(command);
        command.SetAction((parse, cancellation) => RunAsync(
            terminal,
            new(IPAddress.Parse(parse.GetValue(address) ?? "127.0.0.1"), (int)(parse.GetValue(port) ?? DefaultPort)),
            limits.Read(parse),
            devices.Read(parse),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, IPEndPoint where, ServeLimits limits, DeviceChoice device, CancellationToken cancellation)
    {
        string? token = IPAddress.IsLoopback(where.Address) ? null : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        using var queue = new JobQueue(limits, terminal.Clock);
        using var worker = new JobWorker(queue, limits, model => PictureEngine.Open(terminal, device, model), terminal.Clock);
        using var serve = new ServeApp(limits, queue, token);
        await using var app = serve.Build(where.Address, where.Port);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new CliException(ExitCode.Usage, $"cannot listen on {where}: {e.Message.TrimEnd('.')}; choose another port with --port, 0 for any", e);
        }

        terminal.Output.WriteLine(AddressOf(new Uri(app.Urls.Single()), token));
        terminal.Output.Flush();
        await Task.Run(() => worker.RunAsync(cancellation), CancellationToken.None);
        await app.StopAsync(CancellationToken.None);
        return ExitCode.Success;
    }

    /// <summary>What to open in a browser: where it listens on all addresses, the name of the machine.</summary>
    private static string AddressOf(Uri url, string? token)
    {
        bool isAny = IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
        var open = isAny ? new UriBuilder(url) { Host = Environment.MachineName }.Uri : url;
        return token is null ? open.GetLeftPart(UriPartial.Authority) : $"{open}?{RequestGuard.TokenName}={token}";
    }
}

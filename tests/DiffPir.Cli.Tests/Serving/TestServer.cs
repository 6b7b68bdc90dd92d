using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Restoring;
using DiffPir.Cli.Serving;
using DiffPir.Kernels;
using Microsoft.AspNetCore.Builder;

namespace DiffPir.Cli.Tests.Serving;

/// <summary>A server in this process, and a client of it.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    /// <summary>The part of a form that holds a picture, and a small one.</summary>
    public static readonly byte[] SmallPicture = ImageWriter.Encode(Pictures.Gradient(3, 32, 40), ImageFormat.Png);

    private static readonly Terminal Silent = new(TextWriter.Null, TextWriter.Null, false, TimeProvider.System);

    private readonly CancellationTokenSource _end = new();
    private readonly ServeApp _serve;
    private readonly JobWorker _worker;
    private Task _work = Task.CompletedTask;

    private TestServer(ServeLimits limits, string? token)
    {
        Queue = new(limits, TimeProvider.System);
        _serve = new(limits, Queue, token);
        _worker = new(Queue, limits, static model => PictureEngine.Open(Silent, new("auto", 0, Precision.Auto), model), TimeProvider.System);
        App = _serve.Build(IPAddress.Loopback, 0);
    }

    /// <summary>The jobs.</summary>
    public JobQueue Queue { get; }

    /// <summary>The server.</summary>
    public WebApplication App { get; }

    /// <summary>A client whose addresses are below the server's.</summary>
    public HttpClient Client { get; } = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts one that does jobs.</summary>
    public static async Task<TestServer> WorkingAsync(ServeLimits? limits = null)
    {
        Commands.FastDevice.Require();
        var server = await IdleAsync(limits);
        server.Work();
        return server;
    }

    /// <summary>Starts one on which jobs wait until <see cref="Work"/>.</summary>
    public static async Task<TestServer> IdleAsync(ServeLimits? limits = null, string? token = null)
    {
        var server = new TestServer(limits ?? new(), token);
        await server.App.StartAsync(Cancellation);
        server.Client.BaseAddress = new(server.App.Urls.Single());
        return server;
    }

    /// <summary>Begins with the jobs.</summary>
    public void Work() => _work = Task.Run(() => _worker.RunAsync(_end.Token));

    /// <summary>A form with a picture.</summary>
    /// <param name="job">The job; null to send none.</param>
    /// <param name="picture">The picture file; null for <see cref="SmallPicture"/>.</param>
    /// <param name="files">Other parts.</param>
    public static MultipartFormDataContent Form(string? job, byte[]? picture = null, params (string Part, string Name, byte[] Bytes)[] files)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(picture ?? SmallPicture), "picture", "photo.png" } };
        if (job is not null)
        {
            form.Add(new StringContent(job), "job");
        }

        foreach (var (part, name, bytes) in files)
        {
            form.Add(new ByteArrayContent(bytes), part, name);
        }

        return form;
    }

    /// <summary>Sends a job, which is taken on.</summary>
    /// <returns>Its address.</returns>
    public async Task<string> TakenOnAsync(MultipartFormDataContent form)
    {
        using var response = await Client.PostAsync("/jobs", form, Cancellation);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync(Cancellation));
        return response.Headers.Location!.OriginalString;
    }

    /// <summary>What <c>GET</c> says of a job.</summary>
    public Task<JsonElement> StatusAsync(string location) => Client.GetFromJsonAsync<JsonElement>(location, Cancellation);

    /// <summary>Waits until a job has reached a state.</summary>
    public async Task<JsonElement> UntilAsync(string location, string state)
    {
        while (true)
        {
            var status = await StatusAsync(location);
            string? now = status.GetProperty("state").GetString();
            if (now == state)
            {
                return status;
            }

            Assert.True(now is "queued" or "running", status.ToString());
            await Task.Delay(20, Cancellation);
        }
    }

    /// <summary>Asserts that a request is refused with this code and one line of JSON that holds all of <paramref name="parts"/>.</summary>
    public static async Task ShouldRefuseAsync(Task<HttpResponseMessage> request, HttpStatusCode code, params string[] parts)
    {
        using var response = await request;
        string body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.StatusCode == code, $"{response.StatusCode} instead of {code}: {body}");
        string error = JsonDocument.Parse(body).RootElement.GetProperty("error").GetString()!;
        Assert.DoesNotContain('\n', error);
        Assert.DoesNotContain(Path.GetTempPath(), error, StringComparison.Ordinal);
        Assert.DoesNotContain(AppContext.BaseDirectory, error, StringComparison.Ordinal);
        Assert.DoesNotMatch("--[a-z]", error);
        Assert.All(parts, part => Assert.Contains(part, error, StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work;
        await App.StopAsync(CancellationToken.None);
        await App.DisposeAsync();
        _worker.Dispose();
        _serve.Dispose();
        Queue.Dispose();
        Client.Dispose();
        _end.Dispose();
    }
}

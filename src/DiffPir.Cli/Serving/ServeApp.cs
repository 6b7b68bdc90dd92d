using System.Net;
using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DiffPir.Cli.Serving;

/// <summary>The HTTP interface, described in openapi.json, and the page that uses it.</summary>
/// <param name="limits">What is taken on.</param>
/// <param name="queue">The jobs.</param>
/// <param name="token">What every request must show; null where only this machine can connect.</param>
internal sealed class ServeApp(ServeLimits limits, JobQueue queue, string? token) : IDisposable
{
    private const string JobPath = "/jobs/{id}";
    private const int MostConnections = 256;

    /// <summary>A client that sends or takes fewer bytes a second than that has gone.</summary>
    private const double SlowestClient = 1024;

    private static readonly TimeSpan EventInterval = TimeSpan.FromMilliseconds(100), ShutdownTime = TimeSpan.FromSeconds(2);

    // Decoding takes memory: a crowd of uploads waits its turn on the disk.
    private readonly SemaphoreSlim _decoding = new(1, 1);
    private readonly SemaphoreSlim _diagnoses = new(limits.MaxJobs, limits.MaxJobs);

    /// <summary>Makes the server, which has not begun to listen. Nothing of it depends on the environment or on files of settings.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="port">The port; 0 for any that is free.</param>
    public WebApplication Build(IPAddress address, int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Listen(address, port);
            options.AddServerHeader = false;
            HeadLimits.Configure(options.Limits);
            options.Limits.MaxConcurrentConnections = MostConnections;
            options.Limits.MaxRequestBodySize = limits.MaxUploadBytes;
            options.Limits.MinRequestBodyDataRate = new MinDataRate(SlowestClient, TimeSpan.FromSeconds(10));
            options.Limits.MinResponseDataRate = new MinDataRate(SlowestClient, TimeSpan.FromSeconds(10));
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<FormOptions>(SentForm.Configure);
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = ShutdownTime);
        var app = builder.Build();
        app.Use(new RequestGuard(limits, token).HandleAsync);
        app.UseRouting();
        PageFiles.Map(app);
        app.MapReadable("/about", About);
        app.MapPost("/diagnose", Diagnose);
        app.MapPost("/jobs", Create);
        app.MapReadable(JobPath, (string id) => queue.Find(id) is { } job ? Results.Json(job.Status) : Missing(id));
        app.MapReadable(JobPath + "/picture", Picture);
        app.MapReadable(JobPath + "/mask", Mask);
        app.MapReadable(JobPath + "/preview", Preview);
        app.MapReadable(JobPath + "/events", (HttpContext context, string id) => Events(context, id, app.Lifetime.ApplicationStopping));
        app.MapDelete(JobPath, Cancel);
        return app;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _decoding.Dispose();
        _diagnoses.Dispose();
    }

    private static IResult Missing(string id) => RequestGuard.Problem(StatusCodes.Status404NotFound, $"there is no job '{id}'; it may have been forgotten");

    private static IResult TooEarly(JobStatus status, string what) =>
        RequestGuard.Problem(StatusCodes.Status409Conflict,
            $"the job is {status.State}, and there is no {what}{(status.Error is { } error ? $": {error}" : "")}");

    private IResult About() => Results.Json(new
    {
        version = ProductVersion.Full, models = ServedModels.Names, limits.MaxUploadBytes, limits.MaxPixels, limits.MaxJobs,
            maxSeconds = limits.MaxTime.TotalSeconds,
    });

    private IResult Busy() => RequestGuard.Problem(StatusCodes.Status429TooManyRequests, $"{limits.MaxJobs} requests are in work already: try again later");

    private async Task<IResult> Diagnose(HttpRequest request)
    {
        if (!await _diagnoses.WaitAsync(TimeSpan.Zero))
        {
            return Busy();
        }

        try
        {
            var sent = await ReadAsync(request, [SentForm.Picture]);
            return await DecodeAsync(request, () => Results.Json(PageDiagnosis.Of(sent, limits.MaxPixels)));
        }
        finally
        {
            _diagnoses.Release();
        }
    }

    private async Task<IResult> Create(HttpRequest request)
    {
        using var place = queue.TryEnter();
        if (place is null)
        {
            return Busy();
        }

        var sent = await ReadAsync(request, SentForm.Parts);
        var job = await DecodeAsync(request, () => new JobRequest(limits, ImageReader.Decode).Create(sent));
        if (place.TryFill(job))
        {
            return Results.Accepted($"/jobs/{job.Id}", job.Status);
        }

        job.Dispose();
        return RequestGuard.Problem(StatusCodes.Status429TooManyRequests,
            $"the pictures that wait have more than {limits.MaxWaitingPixels:N0} pixels together: try again later");
    }

    private async Task<SentForm> ReadAsync(HttpRequest request, IReadOnlyList<string> parts)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted);
        late.CancelAfter(limits.MaxUploadTime);
        return await SentForm.ReadAsync(request, parts, late.Token);
    }

    private async Task<T> DecodeAsync<T>(HttpRequest request, Func<T> decode)
    {
        await _decoding.WaitAsync(request.HttpContext.RequestAborted);
        try
        {
            return decode();
        }
        finally
        {
            _decoding.Release();
        }
    }

    private IResult Picture(string id) => queue.Find(id) switch
    {
        null => Missing(id),
        { Result: { } bytes } => Results.File(bytes, "image/png"),
        { Status: var status } => TooEarly(status, "picture"),
    };

    private IResult Mask(string id) => queue.Find(id) switch
    {
        null => Missing(id),
        { Mask: { } bytes } => Results.File(bytes, "image/png"),
        _ => RequestGuard.Problem(StatusCodes.Status404NotFound, "the job has found no mask: only one with 'mask: auto' looks for scratches and dust"),
    };

    private IResult Preview(string id)
    {
        if (queue.Find(id) is not { } job)
        {
            return Missing(id);
        }

        if (job.Preview is not { } picture)
        {
            return TooEarly(job.Status, "preview");
        }

        return Results.File(ImageWriter.Encode(Photograph.Of(picture), ImageFormat.Jpeg), "image/jpeg");
    }

    private IResult Cancel(string id)
    {
        if (queue.Find(id) is not { } job)
        {
            return Missing(id);
        }

        queue.Cancel(job);
        return Results.Json(job.Status);
    }

    /// <summary>The state as it changes, as server-sent events, until the job has ended. Who lost the connection asks again and misses
    /// nothing: each event is the whole state.</summary>
    private async Task Events(HttpContext context, string id, CancellationToken stopping)
    {
        if (queue.Find(id) is not { } job)
        {
            await Missing(id).ExecuteAsync(context);
            return;
        }

        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/event-stream";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        for (JobStatus? told = null; ;)
        {
            var (hasEnded, status) = (job.Ended is not null, job.Status);
            if (status != told)
            {
                await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(status, JsonSerializerOptions.Web)}\n\n", gone.Token);
                await context.Response.Body.FlushAsync(gone.Token);
                told = status;
            }

            if (hasEnded)
            {
                return;
            }

            await Task.Delay(EventInterval, gone.Token);
        }
    }
}

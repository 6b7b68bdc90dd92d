using System.Net;
using System.Security.Cryptography;
using System.Text;
using DiffPir.Cli.Hosting;
using DiffPir.Sampler;
using Microsoft.AspNetCore.Http;

namespace DiffPir.Cli.Serving;

/// <summary>
/// Stands before every request: pages of other servers are kept out, also those that take this one's name (DNS rebinding), and so is who lacks
/// the token; what goes wrong is answered with one line of JSON.
/// </summary>
/// <param name="limits">What is taken on.</param>
/// <param name="token">What must be shown; null where only this machine can connect.</param>
internal sealed class RequestGuard(ServeLimits limits, string? token)
{
    /// <summary>The parameter of the page's address that carries the token.</summary>
    public const string TokenName = "token";

    private const string CookieName = "diffpir-token", Bearer = "Bearer ";

    /// <summary>Lets a request through to <paramref name="next"/>, or answers it.</summary>
    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        // Pictures of people belong into no cache; the files of the page say otherwise.
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if ((HeadLimits.Refuse(context) ?? Refuse(context)) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, ContentType: null,
                StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed })
            {
                await Problem(context.Response.StatusCode,
                    $"there is no {context.Request.Method} {context.Request.Path}; /openapi.json lists what there is").ExecuteAsync(context);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer, or the request took too long to arrive, which ends the connection.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await ProblemOf(e).ExecuteAsync(context);
        }
    }

    /// <summary>An answer that says what is wrong.</summary>
    public static IResult Problem(int code, string error) => Results.Json(new { error }, statusCode: code);

    private static bool IsThisMachine(HostString host) =>
        host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsOf(HostString host, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase);

    // Browsers keep cookies by the name of a machine, whatever the port: without it, servers of one machine would replace each other's.
    private static string CookieOf(HttpContext context) => $"{CookieName}-{context.Request.Host.Port ?? context.Connection.LocalPort}";

    private IResult ProblemOf(Exception e) => e switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            Problem(StatusCodes.Status413PayloadTooLarge,
                $"the request is longer than {limits.MaxUploadBytes:N0} bytes, which is the limit: send a smaller file"),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } =>
            Problem(StatusCodes.Status408RequestTimeout, "the request arrives too slowly, or nothing of it any more: send it again"),
        BadHttpRequestException bad => Problem(bad.StatusCode, bad.Message.TrimEnd('.')),
        CliException or SamplerException => Problem(StatusCodes.Status400BadRequest, ServedText.Of(e)),
        InvalidDataException => Problem(StatusCodes.Status400BadRequest, $"the form is damaged: {SystemReason.Of(e)}"),
        IOException => Problem(StatusCodes.Status400BadRequest, "the form is damaged: it ends before its last boundary"),
        _ => Problem(StatusCodes.Status500InternalServerError, ServedText.Of(e)),
    };

    private IResult? Refuse(HttpContext context)
    {
        var request = context.Request;
        string origin = request.Headers.Origin.ToString();
        if ((token is null && !IsThisMachine(request.Host))
            || (origin.Length > 0 && !IsOf(request.Host, origin)))
        {
            return Problem(StatusCodes.Status403Forbidden, "only pages of this server itself may use it: open it by the address that it printed");
        }

        if (token is null)
        {
            return null;
        }

        if ((HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Path == "/" && IsToken(request.Query[TokenName].ToString()))
        {
            // From here on the page shows it by itself, and the address bar does not.
            context.Response.Cookies.Append(CookieOf(context), token, new() { HttpOnly = true, SameSite = SameSiteMode.Strict });
            return Results.Redirect("/");
        }

        string header = request.Headers.Authorization.ToString();
        if (IsToken(header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..] : request.Cookies[CookieOf(context)] ?? ""))
        {
            return null;
        }

        context.Response.Headers.WWWAuthenticate = Bearer.TrimEnd();
        return Problem(
            StatusCodes.Status401Unauthorized,
            $"the token is missing or wrong: open the address that the server printed, or send 'Authorization: {Bearer}TOKEN'");
    }

    private bool IsToken(string shown) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(token!));
}

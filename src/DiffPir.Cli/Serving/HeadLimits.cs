using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DiffPir.Cli.Serving;

/// <summary>
/// How long the head of a request may be. What is beyond the limits, but not twice, is answered with a sentence; the rest the server refuses before
/// it has read it, with a status alone.
/// </summary>
internal static class HeadLimits
{
    private const int LongestAddress = 8 << 10, LongestHeaders = 32 << 10, MostHeaders = 100;

    // Between name and value, and at the end of the line.
    private const int Punctuation = 4;

    /// <summary>Lets the server read what <see cref="Refuse"/> answers.</summary>
    public static void Configure(KestrelServerLimits limits) =>
        (limits.MaxRequestLineSize, limits.MaxRequestHeadersTotalSize, limits.MaxRequestHeaderCount) =
            (2 * LongestAddress, 2 * LongestHeaders, 2 * MostHeaders);

    /// <summary>The answer to a request whose head is too long; null where it is not.</summary>
    public static IResult? Refuse(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestFeature>()!.RawTarget.Length > LongestAddress)
        {
            return RequestGuard.Problem(StatusCodes.Status414UriTooLong, $"the address is longer than {LongestAddress:N0} characters: leave the query out");
        }

        var headers = context.Request.Headers;
        return headers.Sum(static header => header.Value.Count) > MostHeaders
            || headers.Sum(static header => header.Value.Sum(value => header.Key.Length + (value?.Length ?? 0) + Punctuation)) > LongestHeaders
            ? RequestGuard.Problem(
                StatusCodes.Status431RequestHeaderFieldsTooLarge,
                $"the headers are more than {MostHeaders}, or longer than {LongestHeaders:N0} characters together: send fewer; a browser may have to forget cookies")
            : null;
    }
}

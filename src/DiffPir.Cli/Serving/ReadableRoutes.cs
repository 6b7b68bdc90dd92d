using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DiffPir.Cli.Serving;

/// <summary>Addresses that can be read: as every address that answers GET, they answer HEAD, with the same headers and no body.</summary>
internal static class ReadableRoutes
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps one.</summary>
    public static void MapReadable(this WebApplication app, string pattern, Delegate answer) => app.MapMethods(pattern, Methods, answer);
}

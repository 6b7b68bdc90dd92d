using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DiffPir.Cli.Serving;

/// <summary>The files of the page, which lie in the program itself.</summary>
internal static class PageFiles
{
    private static readonly (string Route, string File, string Type)[] Files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/app.js", "app.js", "text/javascript; charset=utf-8"),
        ("/api.js", "api.js", "text/javascript; charset=utf-8"),
        ("/compare.js", "compare.js", "text/javascript; charset=utf-8"),
        ("/keep.js", "keep.js", "text/javascript; charset=utf-8"),
        ("/mask.js", "mask.js", "text/javascript; charset=utf-8"),
        ("/style.css", "style.css", "text/css; charset=utf-8"),
        ("/icon.png", "icon.png", "image/png"),
        ("/openapi.json", "openapi.json", "application/json"),
    ];

    /// <summary>Serves them.</summary>
    public static void Map(WebApplication app)
    {
        foreach (var (route, file, type) in Files)
        {
            byte[] bytes = Read(file);
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"");
            app.MapReadable(route, (HttpContext context) =>
            {
                context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' blob: data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
                context.Response.Headers.CacheControl = "no-cache"; // the next version is another page
                return Results.Bytes(bytes, type, entityTag: tag);
            });
        }
    }

    private static byte[] Read(string file)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream($"page/{file}")
            ?? throw new InvalidOperationException($"the page's {file} is not in the program");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}

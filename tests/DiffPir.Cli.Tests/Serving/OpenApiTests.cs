using System.Net.Http.Json;
using System.Text.Json;
using DiffPir.Cli.Serving;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace DiffPir.Cli.Tests.Serving;

/// <summary>The description of the HTTP interface: sound in itself, and true.</summary>
public sealed class OpenApiTests
{
    private static readonly string[] FilesOfThePage = ["/", "/api.js", "/app.js", "/compare.js", "/icon.png", "/keep.js", "/mask.js", "/style.css",
        "/openapi.json"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_is_valid()
    {
        await using var server = await TestServer.IdleAsync();

        var read = OpenApiDocument.Parse(await server.Client.GetStringAsync("/openapi.json", Cancellation), OpenApiConstants.Json);

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Empty(read.Document!.Validate(ValidationRuleSet.GetDefaultRuleSet()));
    }

    [Fact]
    public async Task It_describes_every_route_and_no_other()
    {
        await using var server = await TestServer.IdleAsync();
        var routes = server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(static endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
                .Where(static method => method != "HEAD") // comes with GET, as its description says
                .Select(method => $"{method} {endpoint.RoutePattern.RawText}"));

        var described = (await DocumentAsync(server)).GetProperty("paths").EnumerateObject()
            .SelectMany(static path => path.Value.EnumerateObject().Where(static part => part.Name != "parameters")
                .Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));

        Assert.Equal(routes.Except(FilesOfThePage.Select(static file => $"GET {file}")).Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task It_says_of_every_request_how_it_can_be_refused()
    {
        await using var server = await TestServer.IdleAsync();

        foreach (var operation in (await DocumentAsync(server)).GetProperty("paths").EnumerateObject()
            .SelectMany(static path => path.Value.EnumerateObject().Where(static part => part.Name != "parameters")))
        {
            string[] answers = [.. operation.Value.GetProperty("responses").EnumerateObject().Select(static answer => answer.Name)];
            Assert.Empty(((string[])["401", "403", "414", "431", "default"]).Except(answers));
        }
    }

    [Fact]
    public async Task Answers_have_the_fields_that_it_says()
    {
        await using var server = await TestServer.IdleAsync();
        var schemas = (await DocumentAsync(server)).GetProperty("components").GetProperty("schemas");
        string location = await server.TakenOnAsync(TestServer.Form("task: denoise\nnoise: 5"));
        using var diagnosed = await server.Client.PostAsync("/diagnose", TestServer.Form(null), Cancellation);
        using var missing = await server.Client.GetAsync("/jobs/none", Cancellation);

        ShouldBe(schemas.GetProperty("Job"), await server.StatusAsync(location));
        ShouldBe(schemas.GetProperty("About"), await server.Client.GetFromJsonAsync<JsonElement>("/about", Cancellation));
        ShouldBe(schemas.GetProperty("Diagnosis"), await diagnosed.Content.ReadFromJsonAsync<JsonElement>(Cancellation));
        ShouldBe(schemas.GetProperty("Problem"), await missing.Content.ReadFromJsonAsync<JsonElement>(Cancellation));
        Assert.Equal(Enum.GetNames<JobState>().Select(static name => name.ToLowerInvariant()),
            Texts(schemas.GetProperty("Job").GetProperty("properties").GetProperty("state").GetProperty("enum")));
    }

    private static Task<JsonElement> DocumentAsync(TestServer server) => server.Client.GetFromJsonAsync<JsonElement>("/openapi.json", Cancellation);

    private static IEnumerable<string> Texts(JsonElement array) => array.EnumerateArray().Select(static text => text.GetString()!);

    private static void ShouldBe(JsonElement schema, JsonElement value)
    {
        Assert.Equal(Texts(schema.GetProperty("required")).Order(), value.EnumerateObject().Select(static field => field.Name).Order());
        foreach (var field in value.EnumerateObject())
        {
            var type = schema.GetProperty("properties").GetProperty(field.Name).GetProperty("type");
            string[] types = type.ValueKind == JsonValueKind.Array ? [.. Texts(type)] : [type.GetString()!];
            Assert.Contains(types, wanted => field.Value.ValueKind switch
            {
                JsonValueKind.Number => wanted == "number" || (wanted == "integer" && field.Value.TryGetInt64(out _)),
                JsonValueKind.String => wanted == "string",
                JsonValueKind.True or JsonValueKind.False => wanted == "boolean",
                JsonValueKind.Array => wanted == "array",
                JsonValueKind.Object => wanted == "object",
                _ => wanted == "null",
            });
        }
    }
}

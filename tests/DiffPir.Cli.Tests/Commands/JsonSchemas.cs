using System.Text.Json;
using DiffPir.Testing;
using Json.Schema;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>The schemas in docs/schema.</summary>
internal static class JsonSchemas
{
    /// <summary>Where they are.</summary>
    public static string Folder => Path.Combine(RepositoryPaths.Root, "docs", "schema");

    /// <summary>Asserts that a text is one JSON value that a schema describes.</summary>
    public static void ShouldMatch(string schema, string json)
    {
        var found = Evaluate(schema, json);

        Assert.True(found.IsValid, string.Join("; ", Errors(found)) + ": " + json);
    }

    /// <summary>What a schema says of a text.</summary>
    public static EvaluationResults Evaluate(string schema, string json)
    {
        var text = JsonSchema.FromText(File.ReadAllText(Path.Combine(Folder, schema)));
        using var document = JsonDocument.Parse(json);
        return text.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
    }

    private static IEnumerable<string> Errors(EvaluationResults found) => (found.Details ?? []).Where(static detail => detail.Errors is not null)
        .SelectMany(static detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"));
}

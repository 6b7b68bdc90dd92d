using System.Text.Json.Nodes;
using DiffPir.Cli.Diagnosing;
using DiffPir.Cli.Images;

namespace DiffPir.Cli.Serving;

/// <summary>What <c>diagnose --json</c> says of a picture, with the proposed job in place of a command, and the same in words.</summary>
internal static class PageDiagnosis
{
    /// <summary>The diagnosis of the picture that was sent.</summary>
    /// <exception cref="Hosting.CliException">It is no picture that DiffPir reads.</exception>
    /// <exception cref="Sampler.SamplerException">It is too small.</exception>
    public static JsonObject Of(SentForm sent, long maxPixels)
    {
        byte[] bytes = sent.Read(SentForm.Picture)!;
        var photograph = ImageReader.Decode(sent.PictureName, bytes, maxPixels);
        var traces = new PhotographTraces(bytes, photograph);
        var answer = DiagnosisReport.ToJson(traces.Diagnosis);
        answer["width"] = photograph.Pixels.Width;
        answer["height"] = photograph.Pixels.Height;
        answer["findings"] = new JsonArray(
            [.. DiagnosisReport.Findings(traces.Diagnosis, "paint over them to have them filled in")
                .Select(static line => new JsonObject { ["about"] = line.About, ["finding"] = line.Finding })]);
        answer["job"] = Proposal.SettingsFor(traces) is { } settings
            ? new JsonObject(settings.Select(static line => KeyValuePair.Create<string, JsonNode?>(line.Key, line.Value)))
            : null;
        return answer;
    }
}

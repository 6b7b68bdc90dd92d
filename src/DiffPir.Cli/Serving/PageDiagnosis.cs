using System.Text.Json.Nodes;
using DiffPir.Cli.Diagnosing;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;

namespace DiffPir.Cli.Serving;

/// <summary>What <c>diagnose --json</c> says of a picture, with the proposed job in place of a command, and the same in words.</summary>
internal static class PageDiagnosis
{
    /// <summary>The diagnosis of the picture that was sent.</summary>
    /// <exception cref="CliException">It is no picture that DiffPir reads, or it is too small.</exception>
    public static JsonObject Of(SentForm sent, long maxPixels)
    {
        byte[] bytes = sent.Read(SentForm.Picture)!;
        var photograph = ImageReader.Decode(sent.PictureName, bytes, maxPixels);
        var traces = new PhotographTraces(bytes, photograph);
        if (traces.TooSmall is { } reason)
        {
            throw new CliException(ExitCode.Usage, reason);
        }

        var answer = DiagnosisReport.ToJson(traces.Diagnosis);
        answer["width"] = photograph.Pixels.Width;
        answer["height"] = photograph.Pixels.Height;
        double transparent = MaskFile.HoleShare(photograph);
        answer["transparent"] = transparent;
        IEnumerable<(string About, string Finding)> holes =
            transparent > 0 ? [("transparent", $"{100 * transparent:0.0} % of the pixels; if they are holes, have them filled in")] : [];
        answer["findings"] = new JsonArray(
            [.. DiagnosisReport.Findings(traces.Diagnosis, "have them found and filled in, or paint over them").Concat(holes)
                .Select(static line => new JsonObject { ["about"] = line.About, ["finding"] = line.Finding })]);
        answer["job"] = Proposal.SettingsFor(traces) is { } settings
            ? new JsonObject(settings.Select(static line => KeyValuePair.Create<string, JsonNode?>(line.Key, line.Value)))
            : null;
        return answer;
    }
}

using System.Text.Json.Nodes;
using DiffPir.Cli.Reporting;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Cli.Diagnosing;

/// <summary>A diagnosis as text for people and as JSON for programs.</summary>
internal static class DiagnosisReport
{
    /// <summary>Noise before compression over that of the file, from which on it is worth telling that compression took it.</summary>
    private const double LostNoise = 1.2;

    /// <summary>One line of JSON. Its names are part of the command line's contract.</summary>
    public static void WriteJson(TextWriter output, Diagnosis diagnosis, string? command)
    {
        var line = ToJson(diagnosis);
        line["command"] = command;
        JsonLine.Write(output, line);
    }

    /// <summary>What was found, as numbers.</summary>
    public static JsonObject ToJson(Diagnosis diagnosis) => new()
    {
        ["noise"] = Math.Round(diagnosis.Noise.Level, 2),
        ["noiseByChannel"] = new JsonArray([.. diagnosis.Noise.Channels.Select(static level => JsonValue.Create(Math.Round(level, 2)))]),
        ["jpegQuality"] = diagnosis.Jpeg?.Quality,
        ["clipped"] = Math.Round(diagnosis.Clipped, 5),
        ["blur"] = new JsonObject
        {
            ["family"] = diagnosis.Blur.Family.ToString().ToLowerInvariant(),
            ["width"] = Math.Round(diagnosis.Blur.Width, 2),
            ["angle"] = Math.Round(diagnosis.Blur.Degrees, 1),
            ["confidence"] = Math.Round(diagnosis.Blur.Confidence, 2),
        },
        ["damaged"] = Math.Round(diagnosis.Damaged, 5),
        ["enlargedBy"] = diagnosis.EnlargedBy,
    };

    /// <summary>A few lines, and what to do.</summary>
    public static void WriteText(TextWriter output, Diagnosis diagnosis, string? command)
    {
        foreach (var (about, finding) in Findings(diagnosis, "'restore --task inpaint --mask auto' fills them in and writes their mask"))
        {
            output.WriteLine($"{about,-10} {finding}");
        }

        output.WriteLine(command is null ? "nothing to mend" : $"to mend it {command}");
    }

    /// <summary>What was found in words, each with what it is about.</summary>
    /// <param name="diagnosis">What was found.</param>
    /// <param name="howToFillIn">What to do about scratches, as the end of a sentence: that differs between the command line and the page.</param>
    public static IEnumerable<(string About, string Finding)> Findings(Diagnosis diagnosis, string howToFillIn)
    {
        var noise = diagnosis.NoiseBeforeCompression;
        string channels = noise.Channels.Count == 1 ? "" : $" ({string.Join(", ", noise.Channels.Select(static c => $"{c:0.0}"))} in red, green, blue)";
        string lost = noise.Level > LostNoise * diagnosis.Noise.Level ? " before it was compressed" : "";
        yield return ("noise", $"{noise.Level:0.0} grey levels{channels}{lost}{(diagnosis.IsNoisy ? "" : ": too little to see")}");
        yield return ("JPEG", diagnosis.Jpeg is { } jpeg
            ? $"quality {jpeg.Quality}; restoring takes it for noise of {jpeg.NoiseFloor:0.0} grey levels more"
            : "no trace of it");
        yield return ("clipped", $"{100 * diagnosis.Clipped:0.0} % of the pixels are black or white in some colour");
        yield return ("blur", Describe(diagnosis.Blur));
        yield return ("scratches", diagnosis.IsDamaged
            ? $"{100 * diagnosis.Damaged:0.0} % of the pixels look like scratches or dust; if they are none of the scene, {howToFillIn}"
            : "none to be seen");
        yield return ("enlarged", diagnosis.EnlargedBy is { } factor ? $"{factor:0.#} times before: there is less in it than its size says" : "no trace of it");
    }

    /// <summary>A blur in words, with its confidence.</summary>
    public static string Describe(BlurEstimate blur)
    {
        string found = blur.Family switch
        {
            BlurFamily.Gaussian => $"soft, standard deviation {blur.Width:0.0} pixels",
            BlurFamily.Disk => $"out of focus, radius {blur.Width:0.0} pixels",
            BlurFamily.Line => $"moved by {blur.Width:0.0} pixels at {blur.Degrees:0} degrees",
            BlurFamily.Shake => $"the camera shook by {blur.Width:0} pixels",
            _ => "none to be seen",
        };
        return blur.Family == BlurFamily.None ? found : $"{found}, confidence {blur.Confidence:0.00}{(blur.IsSure ? "" : ": too little to act on")}";
    }
}

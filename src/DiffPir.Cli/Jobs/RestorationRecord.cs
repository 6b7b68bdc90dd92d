using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;

namespace DiffPir.Cli.Jobs;

/// <summary>What a restored picture's file says of how it came to be: enough to obtain it again from the same input on the same kind of device.</summary>
/// <param name="Version">The program that made it.</param>
/// <param name="Job">Every value used, as the text of a job file.</param>
/// <param name="Seed">Seed of all noise.</param>
/// <param name="ModelSha256">SHA-256 of the model's file; of several files, that of their hashes in order.</param>
/// <param name="ResidualRatio">What the result leaves unexplained, over the noise.</param>
/// <param name="Device">Where it was computed, for people.</param>
internal sealed record RestorationRecord(string Version, string Job, ulong Seed, string ModelSha256, double ResidualRatio, string Device)
{
    private const int LongestRecord = 1 << 16;

    // Other characters than ASCII are escaped: comments of PNG files hold Latin letters only.
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>One line of ASCII.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Format);

    /// <summary>The record of a picture file.</summary>
    /// <exception cref="CliException">The file cannot be read, has no record, or one of another form (unreadable input).</exception>
    public static RestorationRecord Read(string path) => Parse(path, EmbeddedRecord.Read(path).Record ?? throw InputFile.Unreadable(
        path, "it holds no record of a restoration; 'diffpir restore' writes one unless --no-record is given"));

    /// <summary>A record from its text.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="CliException">It has another form (unreadable input).</exception>
    public static RestorationRecord Parse(string path, string text)
    {
        try
        {
            return text.Length <= LongestRecord
                && JsonSerializer.Deserialize<RestorationRecord>(text, Format)
                    is { Version: not null, Job: not null, ModelSha256: not null, Device: not null } record
                ? record
                : throw InputFile.Unreadable(path, "its record of a restoration has not the form that it should");
        }
        catch (JsonException e)
        {
            throw InputFile.Unreadable(path, "its record of a restoration is damaged", e);
        }
    }
}

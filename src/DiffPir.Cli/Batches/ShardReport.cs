using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Batches;

/// <summary>What became of a part of a batch: a file in the folder of the results, written when the part begins and again as it goes on.</summary>
/// <param name="Shard">Which part, from 1.</param>
/// <param name="Shards">How many there are.</param>
/// <param name="Pictures">Its pictures; outputs are paths below the folder.</param>
internal sealed partial record ShardReport(int Shard, int Shards, IReadOnlyList<ReportedPicture> Pictures)
{
    private const long MaxBytes = 1L << 30;

    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes the report of a part.</summary>
    /// <param name="folder">The folder of the results.</param>
    /// <param name="shard">Which part.</param>
    /// <param name="items">Its pictures.</param>
    public static void Write(string folder, Shard shard, IEnumerable<BatchItem> items)
    {
        var pictures = items.Select(item => ReportedPicture.Of(item) with { Output = Path.GetRelativePath(folder, item.Output) });
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"diffpir-shard-{shard.Number}-of-{shard.Count}.json"));
        OutputFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new ShardReport(shard.Number, shard.Count, [.. pictures]), Format));
    }

    /// <summary>All reports of a folder, by their numbers.</summary>
    /// <exception cref="CliException">There is none, one is damaged, or they are of different batches (unreadable input).</exception>
    public static IReadOnlyList<ShardReport> ReadAll(string folder)
    {
        ShardReport[] reports = [.. InputFile.ListFolder(folder).Where(static path => FileName().IsMatch(Path.GetFileName(path)))
            .Select(static path => Parse(path, InputFile.ReadAllBytes(path, MaxBytes))).OrderBy(static report => report.Shard)];
        if (reports.Length == 0)
        {
            throw InputFile.Unreadable(folder, "it holds no reports of parts (diffpir-shard-*.json); name the folder that 'restore --shard' wrote to");
        }

        return reports.Select(static report => report.Shards).Distinct().Count() == 1
            ? reports
            : throw InputFile.Unreadable(folder, "it holds reports of batches that were split differently; remove those that are old");
    }

    /// <summary>A report from the bytes of its file.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">Its contents.</param>
    /// <exception cref="CliException">It has another form (unreadable input).</exception>
    public static ShardReport Parse(string path, byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<ShardReport>(json, Format) is { Shard: >= 1, Shards: <= Batches.Shard.MostParts } report
                && report.Shard <= report.Shards && !report.Pictures.Contains(null)
                ? report
                : throw InputFile.Unreadable(path, "it is no report of a part; remove it and run that part again");
        }
        catch (JsonException e)
        {
            throw InputFile.Unreadable(path, "it is no report of a part; remove it and run that part again", e);
        }
    }

    [GeneratedRegex(@"^diffpir-shard-\d+-of-\d+\.json$")]
    private static partial Regex FileName();
}

namespace DiffPir.Cli.Downloading;

/// <summary>How far a download is.</summary>
/// <param name="Done">Bytes that are there.</param>
/// <param name="Total">Bytes in all; null where the server does not tell.</param>
/// <param name="Remark">What happened, where something did; null for nothing.</param>
internal sealed record DownloadProgress(long Done, long? Total, string? Remark = null);

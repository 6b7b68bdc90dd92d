namespace DiffPir.Cli.Files;

/// <summary>An entry of a folder that is left out.</summary>
/// <param name="Name">Its path below the folder that was looked at, with / between folders.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsFolder">Whether it leads to a folder.</param>
internal sealed record LeftOutEntry(string Name, string Reason, bool IsFolder);

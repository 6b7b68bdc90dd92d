namespace DiffPir.Cli.Batches;

/// <summary>A picture to restore.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Name">Its path below the folder that it was found in, with / between folders; the file's name where it was named itself.</param>
internal sealed record BatchPicture(string Path, string Name)
{
    /// <summary>Why it cannot be read: it is a subfolder that cannot be looked into, and stands for the pictures in it. Null for a picture.</summary>
    public string? Problem { get; init; }

    /// <summary>The folder part of <see cref="Name"/>; empty at the top.</summary>
    public string Folder => Name.LastIndexOf('/') is > 0 and var end ? Name[..end] : "";

    /// <summary>The file's name without its extension.</summary>
    public string Stem => System.IO.Path.GetFileNameWithoutExtension(Name);
}

namespace DiffPir.Cli.Files;

/// <summary>A folder for files that exist for a moment, readable by nobody else.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("diffpir-").FullName;

    /// <summary>Keeps bytes as a file until this is disposed.</summary>
    /// <param name="name">The file's name, without a folder.</param>
    /// <param name="bytes">The contents.</param>
    /// <returns>Its path.</returns>
    public string Keep(string name, byte[] bytes)
    {
        string path = Path.Combine(_path, name);
        OutputFile.Write(path, bytes);
        return path;
    }

    /// <summary>A text in which the files of this folder have names only.</summary>
    public string WithoutPath(string text) => text.Replace(_path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_path, recursive: true);
}

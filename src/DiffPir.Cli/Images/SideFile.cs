namespace DiffPir.Cli.Images;

/// <summary>Names of files that are written beside a picture.</summary>
internal static class SideFile
{
    /// <summary>The picture's name without its extension, and what the file is: out-kernel.png for out.png.</summary>
    /// <param name="output">The picture.</param>
    /// <param name="what">What the file is, with its extension.</param>
    public static string For(string output, string what) => $"{Path.ChangeExtension(output, null)}-{what}";
}

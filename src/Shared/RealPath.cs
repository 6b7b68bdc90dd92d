namespace DiffPir.Files;

/// <summary>Follows links, also those further up in a path and those that lead to a file that is not there yet.</summary>
internal static class RealPath
{
    /// <summary>As many links as Linux follows.</summary>
    private const int MostLinks = 40;

    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    /// <summary>The absolute path without links that <paramref name="path"/> leads to; what does not exist keeps its name.</summary>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        string real = Path.GetPathRoot(full)!;
        var ahead = new Stack<string>();
        PushParts(ahead, full);
        int links = 0;
        while (ahead.TryPop(out string? part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            string next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new IOException("its links lead in a circle");
            }

            real = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : real;
            PushParts(ahead, target);
        }

        return real;
    }

    private static void PushParts(Stack<string> ahead, string path)
    {
        string[] parts = path[Path.GetPathRoot(path)!.Length..].Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        foreach (string part in parts.Reverse().Where(part => part != "."))
        {
            ahead.Push(part);
        }
    }
}

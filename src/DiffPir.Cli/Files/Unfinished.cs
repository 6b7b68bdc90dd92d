namespace DiffPir.Cli.Files;

/// <summary>The files that this process is writing, so that they can be removed where it ends at once.</summary>
internal static class Unfinished
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<string> Paths = [];

    /// <summary>Takes note of a file.</summary>
    public static void Add(string path)
    {
        lock (Gate)
        {
            Paths.Add(path);
        }
    }

    /// <summary>Forgets a file that has its name now, or is gone.</summary>
    public static void Remove(string path)
    {
        lock (Gate)
        {
            Paths.Remove(path);
        }
    }

    /// <summary>Removes all of them; for the end of the process.</summary>
    public static void DeleteAll()
    {
        lock (Gate)
        {
            foreach (string path in Paths)
            {
                try
                {
                    File.Delete(path);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // The process ends; the next one sweeps.
                }
            }
        }
    }
}

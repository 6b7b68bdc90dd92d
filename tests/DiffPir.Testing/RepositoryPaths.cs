namespace DiffPir.Testing;

/// <summary>Finds the repository's folders from wherever the tests run.</summary>
public static class RepositoryPaths
{
    private const string Marker = "DiffPir.sln";

    /// <summary>The folder that holds the solution file.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A golden file, see tests/fixtures/README.md.</summary>
    public static string Fixture(string fileName) => Existing("tests", "fixtures", fileName);

    /// <summary>A model that the repository ships.</summary>
    public static string Model(string fileName) => Existing("models", fileName);

    /// <summary>A sample photograph.</summary>
    public static string Sample(string fileName) => Existing("samples", fileName);

    private static string Existing(params string[] parts)
    {
        string path = Path.Combine([Root, .. parts]);
        return File.Exists(path) ? path : throw new FileNotFoundException($"the repository has no file {Path.Combine(parts)}", path);
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds {Marker}: run the tests from inside the repository");
    }
}

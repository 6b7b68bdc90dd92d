using System.Xml.Linq;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Installation;

/// <summary>The Dockerfile, as far as it can be checked without Docker.</summary>
public sealed class DockerfileTests
{
    private static readonly string[] Known =
        ["FROM", "ARG", "WORKDIR", "COPY", "RUN", "ENV", "USER", "ENTRYPOINT", "CMD"];

    private static readonly (string Name, string Arguments)[] Lines = [.. Instructions()];

    [Fact]
    public void Instructions_AreKnown_AndEveryStageIsUsed()
    {
        Assert.All(Lines, static line => Assert.Contains(line.Name, Known));
        string[][] stages = Of("FROM").Select(static from => from.Split(" AS ")).ToArray();
        Assert.Equal("build", stages[0][1]);
        Assert.Single(stages[^1]);
        Assert.Contains(Of("COPY"), static copy => copy.StartsWith("--from=build /program ", StringComparison.Ordinal));
    }

    [Fact]
    public void Copied_IsThere()
    {
        string[] ignored = File.ReadAllLines(Path.Combine(RepositoryPaths.Root, ".dockerignore"));
        string[] copied = Of("COPY").Where(static copy => !copy.StartsWith("--from", StringComparison.Ordinal))
            .SelectMany(static copy => copy.Split(' ')[..^1]).ToArray();

        Assert.Contains("src", copied);
        Assert.All(copied, path => Assert.True(Path.Exists(Path.Combine(RepositoryPaths.Root, path)), $"the Dockerfile copies {path}, which is not there"));
        Assert.Empty(copied.Intersect(ignored));
    }

    /// <summary>Everything that the build of the program reads lies in what is copied.</summary>
    [Fact]
    public void Copied_IsAllThatTheBuildReads()
    {
        string[] copied = Of("COPY").SelectMany(static copy => copy.Split(' ')[..^1]).ToArray();
        var files = Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "src"), "*.*proj", SearchOption.AllDirectories)
            .Append(Path.Combine(RepositoryPaths.Root, "src", "Directory.Build.props"))
            .SelectMany(project => XDocument.Load(project).Descendants().Attributes("Include").Select(include => Resolve(project, include.Value)))
            .Where(static path => !path.StartsWith("src/", StringComparison.Ordinal) && !path.StartsWith("..", StringComparison.Ordinal));

        Assert.All(files, file => Assert.Contains(copied, path => file == path || file.StartsWith($"{path}/", StringComparison.Ordinal)));

        static string Resolve(string project, string include)
        {
            string folder = Path.GetDirectoryName(project)!;
            string path = Path.GetFullPath(Path.Combine(folder, include.Replace("$(MSBuildThisFileDirectory)", string.Empty, StringComparison.Ordinal)));
            return Path.GetRelativePath(RepositoryPaths.Root, path).Replace('\\', '/');
        }
    }

    [Fact]
    public void Program_RunsAsAnotherThanRoot_WithPocl()
    {
        string entry = Assert.Single(Of("ENTRYPOINT"));
        string assembly = XDocument.Load(Path.Combine(RepositoryPaths.Root, "src", "DiffPir.Cli", "DiffPir.Cli.csproj")).Descendants("AssemblyName")
            .Single().Value;

        Assert.Equal("$APP_UID", Assert.Single(Of("USER")));
        Assert.Contains($"/opt/diffpir/{assembly}.dll", entry);
        Assert.Contains(Of("RUN"), static run => run.Contains("pocl-opencl-icd", StringComparison.Ordinal)
            && run.Contains("ocl-icd-libopencl1", StringComparison.Ordinal));
        Assert.True(Array.FindIndex(Lines, static line => line.Name == "USER") > Array.FindLastIndex(Lines, static line => line.Name == "RUN"));
    }

    private static IEnumerable<string> Of(string name) => Lines.Where(line => line.Name == name).Select(static line => line.Arguments);

    private static IEnumerable<(string Name, string Arguments)> Instructions()
    {
        string text = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "Dockerfile")).Replace("\\\n", " ", StringComparison.Ordinal);
        foreach (string? line in text.Split('\n').Where(static line => line.Length > 0 && line[0] != '#'))
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            yield return (line[..space], line[(space + 1)..]);
        }
    }
}

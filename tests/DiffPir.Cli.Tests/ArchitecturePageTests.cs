using System.Text.RegularExpressions;
using System.Xml.Linq;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests;

/// <summary>The architecture page and its picture speak of the tree as it is.</summary>
public sealed partial class ArchitecturePageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "architecture.md"));

    private static readonly string[] Projects =
        [.. Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(static file => Path.GetFileNameWithoutExtension(file))];

    [Fact]
    public void Page_NamesEveryProject_AndOnlyWhatIsThere()
    {
        Assert.All(Projects, static project => Assert.Contains($"`src/{project}`", Page));
        Assert.All(TreePath().Matches(Page),
            static match => Assert.True(Path.Exists(Path.Combine(RepositoryPaths.Root, match.Groups[1].Value)), $"{match.Value} is not there"));
    }

    [Fact]
    public void Picture_ShowsEveryProject_AndFoldersThatAreThere()
    {
        var texts = XDocument.Load(Path.Combine(RepositoryPaths.Root, "docs", "images", "architecture.svg")).Descendants()
            .Where(static element => element.Name.LocalName == "text").ToArray();
        string[] names = [.. texts.Where(static text => (string?)text.Attribute("class") == "name").Select(static text => text.Value)];
        string[] parts = [.. texts.Where(static text => (string?)text.Attribute("class") == "partname")
            .SelectMany(static text => FolderName().Matches(text.Value).Select(static match => match.Value))];
        var folders = Projects.SelectMany(static project => Directory.GetDirectories(Path.Combine(RepositoryPaths.Root, "src", project)))
            .Select(static folder => Path.GetFileName(folder)).ToHashSet();

        Assert.Equal(Projects.Order(), names.Order());
        Assert.Contains("Convolution", parts);
        Assert.All(parts.Except(["ILGPU", "CUDA", "JPEG", "OpenCL", "PictureRestorer"]), part => Assert.Contains(part, folders));
    }

    [GeneratedRegex(@"`((?:src|models)[\w./]*)`")]
    private static partial Regex TreePath();

    [GeneratedRegex(@"\b[A-Z]\w{2,}")]
    private static partial Regex FolderName();
}

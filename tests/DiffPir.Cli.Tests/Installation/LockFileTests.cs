using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Installation;

/// <summary>Every project of the solution says which packages it is built of, down to their contents.</summary>
public sealed partial class LockFileTests
{
    public static TheoryData<string> Projects =>
        [.. ProjectPath().Matches(File.ReadAllText(Path.Combine(RepositoryPaths.Root, "DiffPir.sln")))
            .Select(static match => match.Groups[1].Value.Replace('\\', '/'))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Packages_AreLockedByTheirContents(string project)
    {
        string folder = Path.GetDirectoryName(Path.Combine(RepositoryPaths.Root, project))!;
        using var locked = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "packages.lock.json")));
        var packages = locked.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject()
            .Where(static package => package.Value.GetProperty("type").GetString() != "Project")
                .ToDictionary(static package => package.Name, static package => package.Value);
        var wanted = XDocument.Load(Path.Combine(RepositoryPaths.Root, project)).Descendants("PackageReference").Attributes("Include")
            .Select(static name => name.Value);

        Assert.All(packages.Values, static package => Assert.Equal(64, Convert.FromBase64String(package.GetProperty("contentHash").GetString()!).Length));
        Assert.Empty(wanted.Except(packages.Keys));
    }

    [GeneratedRegex(@"= ""DiffPir\.[\w.]+"", ""([^""]+\.csproj)""")]
    private static partial Regex ProjectPath();
}

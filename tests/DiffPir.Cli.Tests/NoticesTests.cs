using System.Xml.Linq;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests;

public sealed class NoticesTests
{
    [Fact]
    public void Third_party_notices_name_every_library_that_is_shipped_in_its_version()
    {
        string[] notices = File.ReadAllLines(Path.Combine(RepositoryPaths.Root, "THIRD-PARTY-NOTICES.md"));
        var versions = Elements(Path.Combine(RepositoryPaths.Root, "Directory.Packages.props"), "PackageVersion")
            .ToDictionary(static element => (string)element.Attribute("Include")!, static element => (string)element.Attribute("Version")!);
        string[] shipped =
        [
            .. Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "src"), "*.csproj", SearchOption.AllDirectories)
                .SelectMany(static project => Elements(project, "PackageReference"))
                .Select(static element => (string)element.Attribute("Include")!)
                .Distinct(),
        ];

        Assert.Contains("ILGPU", shipped);
        Assert.All(shipped, name => Assert.Contains(notices, line => Names(line).Contains(name)
            && line.Contains($"| {versions[name]} |", StringComparison.Ordinal)));
    }

    private static IEnumerable<XElement> Elements(string file, string name) => XDocument.Load(file).Descendants(name);

    private static string[] Names(string line) =>
        line.StartsWith('|') ? line.Split('|')[1].Split(',', StringSplitOptions.TrimEntries) : [];
}

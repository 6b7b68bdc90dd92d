using System.Text.RegularExpressions;
using DiffPir.Testing;
using YamlDotNet.Serialization;

namespace DiffPir.Cli.Tests.Installation;

/// <summary>The workflow of the repository's host, as far as it can be checked without running it.</summary>
public sealed partial class WorkflowTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(RepositoryPaths.Root, ".github", "workflows", "ci.yml"));

    private static readonly Dictionary<string, object> Workflow = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(Text);

    [Fact]
    public void Jobs_RunOnEverySystem_WithALimit_AndReadOnly()
    {
        var jobs = Map(Workflow["jobs"]);

        Assert.Equal("read", Map(Workflow["permissions"])["contents"]);
        Assert.Contains("push", Map(Workflow["on"]).Keys);
        Assert.Contains("pull_request", Map(Workflow["on"]).Keys);
        Assert.Equal("ubuntu-24.04", Map(jobs["linux"])["runs-on"]);
        var systems = (List<object>)Map(Map(Map(jobs["others"])["strategy"])["matrix"])["os"];
        Assert.Equal(["windows-latest", "macos-latest"], systems);
        Assert.All(jobs.Values, static job => Assert.InRange(int.Parse((string)Map(job)["timeout-minutes"], null), 1, 360));
    }

    [Fact]
    public void Steps_UseAnActionOfAKnownVersion_OrRunSomething()
    {
        Assert.NotEmpty(Steps());
        Assert.All(Steps(), static step =>
        {
            Assert.True(step.ContainsKey("uses") != step.ContainsKey("run"));
            if (step.TryGetValue("uses", out object? action))
            {
                Assert.Matches(@"^actions/[a-z-]+@v\d+$", (string)action);
            }
        });
    }

    [Fact]
    public void Commands_NameFilesThatExist()
    {
        string[] named = [.. Commands().SelectMany(static command => RepositoryPath().Matches(command).Select(static match => match.Value))];

        Assert.Contains(".ci/run", named);
        Assert.Contains("scripts/check-packages.sh", named);
        Assert.All(named, static path => Assert.True(Exists(path), $"the workflow names {path}, which is not there"));

        // What the build makes exists as the project that makes it.
        static bool Exists(string path) => path.Split("/bin/") is [var project, _]
            ? File.Exists(Path.Combine(RepositoryPaths.Root, project, $"{Path.GetFileName(project)}.csproj"))
            : Path.Exists(Path.Combine(RepositoryPaths.Root, path));
    }

    [Fact]
    public void TestClasses_Exist()
    {
        var classes = Commands()
            .SelectMany(static command => TestClass().Matches(command)
                .Select(match => (Project: Project().Match(command).Groups[1].Value, Class: match.Groups[1].Value))).ToArray();

        Assert.NotEmpty(classes);
        Assert.All(classes, static test => Assert.NotEmpty(Directory.GetFiles(
            Path.Combine(RepositoryPaths.Root, "tests", test.Project), $"{test.Class}.cs", SearchOption.AllDirectories)));
    }

    private static IEnumerable<Dictionary<object, object>> Steps() =>
        Map(Workflow["jobs"]).Values.SelectMany(static job => (List<object>)Map(job)["steps"]).Select(Map);

    private static IEnumerable<string> Commands() => Steps().Select(static step => step.GetValueOrDefault("run")).OfType<string>();

    private static Dictionary<object, object> Map(object node) => (Dictionary<object, object>)node;

    [GeneratedRegex(@"(?<![\w./])(?:tests|src|scripts|samples|\.ci)/[\w./-]+|\b[\w.]+\.sln\b")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"-class ""\*(\w+)""")]
    private static partial Regex TestClass();

    [GeneratedRegex(@"tests/([\w.]+)/bin")]
    private static partial Regex Project();
}

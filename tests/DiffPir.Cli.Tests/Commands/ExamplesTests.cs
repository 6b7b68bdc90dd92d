using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Jobs;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>What help and documents say to type is understood; what takes no long time is also run.</summary>
public sealed partial class ExamplesTests : IDisposable
{
    // They compute pictures, or read what a restoration has left.
    private static readonly string[] Long = ["serve", "demo", "diagnose", "fix", "restore", "evaluate", "run", "model verify", "bench", "tune", "train",
        "info", "gather", "doctor", "model get"];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> InHelp => [.. CommandExamples.Commands.SelectMany(CommandExamples.Of).Distinct()];

    public static TheoryData<string> Quick => [.. CommandExamples.Commands.SelectMany(CommandExamples.Of).Distinct()
        .Where(static line => !Long.Any(command => line.StartsWith(command + " ", StringComparison.Ordinal) || line == command))];

    public static TheoryData<string, string> InDocuments =>
        [.. Documents().SelectMany(static file => LinesOf(file).Select(line => (Path.GetRelativePath(RepositoryPaths.Root, file), line)))];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_command_has_an_example()
    {
        string[] commands = HelpTests.Commands.Select(static row => row.Data).Append("").ToArray();

        Assert.DoesNotContain(commands, static command => CommandExamples.Of(command).Count == 0); // they stand in CommandExamples
        Assert.Empty(CommandExamples.Commands.Except(commands));
    }

    [Theory]
    [MemberData(nameof(InHelp))]
    public void Example_of_help_is_understood(string line) => ShouldBeUnderstood(line);

    [Theory]
    [MemberData(nameof(InDocuments))]
    public void Example_of_a_document_is_understood(string file, string line)
    {
        Assert.True(File.Exists(Path.Combine(RepositoryPaths.Root, file)));
        ShouldBeUnderstood(line);
    }

    [Fact]
    public void Documents_have_examples() => Assert.True(InDocuments.Count > 20, $"{InDocuments.Count} lines");

    [Theory]
    [MemberData(nameof(Quick))]
    public void Example_runs(string line)
    {
        Pictures.Gradient(3, 96, 96).SaveTo(_folder.File("photo.png"));
        Pictures.Gradient(3, 96, 96).SaveTo(_folder.File("restored.png"));

        var run = ProgramRun.OfShell($"cd '{_folder.Path}' && \"$@\" {line}");

        Assert.True(run.Code == ExitCode.Success, $"{run.Code}: {run.Error}");
    }

    [Fact]
    public async Task Help_shows_the_examples_of_its_command()
    {
        var run = (await CommandRun.OfAsync("compare", "--help")).ShouldSucceed();

        Assert.All(CommandExamples.Of("compare"), line => Assert.Contains($"  diffpir {line}{Environment.NewLine}", run.Output, StringComparison.Ordinal));
    }

    private static void ShouldBeUnderstood(string line)
    {
        var root = CommandLineApp.CreateRoot(Terminal.OfProcess());
        string[] args = [.. CommandLineParser.SplitCommandLine(line.Replace('\'', '"'))];

        var parse = root.Parse(args, CommandLineApp.Parsing);

        // What a job file or a record holds is not here to be read.
        var errors = parse.Errors.Select(static error => error.Message)
            .Where(error => !(error.Contains("is required", StringComparison.Ordinal)
                && (args.Contains(JobFile.OptionName) || args.Contains(JobFile.FromName))));
        Assert.Empty(errors);
    }

    private static IEnumerable<string> Documents() => new[] { "README.md", "src/PACKAGE.md", "models/README.md", "bench/README.md" }
        .Select(static name => Path.Combine(RepositoryPaths.Root, name))
        .Concat(Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Root, "docs"), "*.md", SearchOption.AllDirectories)).Where(File.Exists);

    /// <summary>The command lines in the code of a document, without the program's name, comments and what goes to other programs.</summary>
    private static IEnumerable<string> LinesOf(string file)
    {
        string text = File.ReadAllText(file).ReplaceLineEndings("\n").Replace("\\\n", " ", StringComparison.Ordinal);
        return CodeLine().Matches(text).Select(static match => Other().Replace(match.Groups["line"].Value, "").Trim())
            .Where(static line => !line.StartsWith("test", StringComparison.Ordinal) && !line.StartsWith("setup", StringComparison.Ordinal)
                && !line.Contains("...", StringComparison.Ordinal));
    }

    // Indented or fenced, at the beginning of a line.
    [GeneratedRegex(@"^(?: {4,}|\$ )?(?:\$ )?(?:\./)?diffpir (?<line>[^\n]+)$", RegexOptions.Multiline)]
    private static partial Regex CodeLine();

    [GeneratedRegex(@" +# .*$| *[<>|].*$| &$")]
    private static partial Regex Other();
}

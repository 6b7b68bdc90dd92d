using System.Globalization;
using System.Text.RegularExpressions;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests;

/// <summary>
/// Lines end where .editorconfig says, which no analyzer watches. A text keeps to one line however long it is, so that it is found by
/// searching for what the program prints.
/// </summary>
public sealed partial class LineLengthTests
{
    private static readonly int Longest = int.Parse(
        MaxLineLength().Match(File.ReadAllText(Path.Combine(RepositoryPaths.Root, ".editorconfig"))).Groups[1].Value, CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("src")]
    [InlineData("bench")]
    [InlineData("tests")]
    public void No_line_is_longer_than_the_style_allows_apart_from_its_texts(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !Path.GetRelativePath(RepositoryPaths.Root, file).Split(Path.DirectorySeparatorChar)
                .Any(static part => part is "bin" or "obj"))];
        Assert.True(files.Length > 30, $"only {files.Length} files were looked at");
        Assert.Empty(files.SelectMany(static file => File.ReadLines(file)
            .Select((line, index) => (Line: line, Where: $"{Path.GetRelativePath(RepositoryPaths.Root, file)}:{index + 1}"))
            .Where(static one => WithoutTexts(one.Line).Length > Longest)
            .Select(static one => one.Where)));
    }

    [Fact]
    public void Texts_alone_may_be_longer()
    {
        string text = new('x', Longest);
        Assert.True(WithoutTexts($"Say(\"{text}\");").Length < 10);
        Assert.True(WithoutTexts($"Say(\"a\", {text});").Length > Longest);
    }

    private static string WithoutTexts(string line) => Text().Replace(line, "\"\"");

    [GeneratedRegex("""^max_line_length = (\d+)$""", RegexOptions.Multiline)]
    private static partial Regex MaxLineLength();

    [GeneratedRegex(""""("""(?:(?!""").)*"""|"(?:[^"\\]|\\.)*")"""")]
    private static partial Regex Text();
}

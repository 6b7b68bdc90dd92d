using DiffPir.Cli.Batches;

namespace DiffPir.Cli.Tests.Batches;

public sealed class GlobPatternTests
{
    [Theory]
    [InlineData("*.png", ".", "a.png", true)]
    [InlineData("*.png", ".", "sub/a.png", false)]
    [InlineData("in/**/*.png", "in", "a.png", true)]
    [InlineData("in/**/*.png", "in", "x/y/a.png", true)]
    [InlineData("in/**/*.png", "in", "x/y/a.jpg", false)]
    [InlineData("in/20??/a*", "in", "2026/abc.png", true)]
    [InlineData("in/20??/a*", "in", "202/abc.png", false)]
    [InlineData("/*.png", "/", "a.png", true)]
    [InlineData("in/**", "in", "x/a.png", true)]
    [InlineData("in/a.b*.png", "in", "a_b1.png", false)]
    public void Names_match_below_the_folder_without_wildcards(string pattern, string folder, string name, bool matches)
    {
        var glob = new GlobPattern(pattern);

        Assert.Equal(folder, glob.Folder);
        Assert.Equal(matches, glob.Matches(name));
    }

    [Theory]
    [InlineData("in/*.png", "sub", false)]
    [InlineData("in/*/a.png", "sub", true)]
    [InlineData("in/*/a.png", "sub/deeper", false)]
    [InlineData("in/20??/*.png", "2026", true)]
    [InlineData("in/20??/*.png", "1999", false)]
    [InlineData("in/**/*.png", "sub/deeper", true)]
    [InlineData("in/**", "sub/deeper", true)]
    [InlineData("in/**/x/*.png", "sub/x", true)]
    [InlineData("in/a*/**/*.png", "b", false)]
    public void Folders_are_reached_where_something_in_them_can_match(string pattern, string folder, bool reaches) =>
        Assert.Equal(reaches, new GlobPattern(pattern).Reaches(folder));
}

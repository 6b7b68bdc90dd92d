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
}

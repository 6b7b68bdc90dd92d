using System.Text.RegularExpressions;
using DiffPir.Cli.Tests.Commands;

namespace DiffPir.Cli.Tests.Hosting;

public sealed partial class VersionTests
{
    [Fact]
    public async Task Version_is_one_line_with_the_commit_it_was_built_from()
    {
        var run = (await CommandRun.OfAsync("--version")).ShouldSucceed();

        Assert.Matches(VersionLine(), run.Output);
        Assert.Empty(run.Error);
    }

    [GeneratedRegex(@"^diffpir \d+\.\d+\.\d+\S* \((commit [0-9a-f]{7,12}|built outside of a repository)\)\r?\n$")]
    private static partial Regex VersionLine();
}

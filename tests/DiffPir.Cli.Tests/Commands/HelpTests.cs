using System.CommandLine;
using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Tests.Commands;

public sealed class HelpTests
{
    public static TheoryData<string> Commands => [.. Descendants(CommandLineApp.CreateRoot(Terminal.OfProcess()), "")];

    [Fact]
    public async Task Help_names_every_command()
    {
        var run = (await CommandRun.OfAsync("--help")).ShouldSucceed();

        Assert.All(
            CommandLineApp.CreateRoot(Terminal.OfProcess()).Subcommands,
            command => Assert.Contains($"  {command.Name} ", run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_asked_for_shows_help_and_is_a_usage_error()
    {
        var run = await CommandRun.OfAsync();

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_of_a_command_names_and_describes_everything_that_it_takes(string path)
    {
        string[] words = path.Split(' ');
        var command = words.Aggregate<string, Command>(
            CommandLineApp.CreateRoot(Terminal.OfProcess()), static (parent, word) => parent.Subcommands.Single(child => child.Name == word));

        var run = (await CommandRun.OfAsync([.. words, "--help"])).ShouldSucceed();

        Assert.All(command.Options, option => Assert.Contains($"{option.Name} ", run.Output, StringComparison.Ordinal));
        Assert.All(command.Arguments, argument => Assert.Contains($"<{argument.Name}>", run.Output, StringComparison.Ordinal));
        Assert.All(
            (IEnumerable<Symbol>)[.. command.Options, .. command.Arguments, .. command.Subcommands],
            static symbol => Assert.False(string.IsNullOrWhiteSpace(symbol.Description), symbol.Name));
    }

    [Fact]
    public void The_command_tree_is_seen()
    {
        Assert.Contains("model info", Commands.Select(static row => row.Data));
        Assert.True(Commands.Count >= 11, $"{Commands.Count} commands");
    }

    private static IEnumerable<string> Descendants(Command parent, string path) => parent.Subcommands.SelectMany(
        child => Descendants(child, $"{path}{child.Name} ").Prepend($"{path}{child.Name}"));
}

using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Tests.Commands;

public sealed class HelpTests
{
    [Fact]
    public async Task Help_names_every_command()
    {
        var run = (await CommandRun.OfAsync("--help")).ShouldSucceed();

        Assert.All(
            (string[])["demo", "restore", "degrade", "devices", "model", "bench"],
            command => Assert.Contains($"  {command} ", run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_asked_for_shows_help_and_is_a_usage_error()
    {
        var run = await CommandRun.OfAsync();

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("restore", "--task --kernel --kernel-flip --blur --scale --mask --noise --output --model --steps --seed --lambda --zeta --eta --skip --device --threads --json --quiet --head-channels --heads --attention-order --max-pixels")]
    [InlineData("degrade", "--task --kernel --kernel-flip --blur --scale --mask --box --random --noise --output --seed --json --max-pixels")]
    [InlineData("demo", "--output-dir --model --steps --seed --device --threads --json --quiet")]
    [InlineData("bench", "--model --size --reps --device --threads --json")]
    [InlineData("devices", "--json")]
    [InlineData("model info", "--json --head-channels --heads --attention-order")]
    [InlineData("model verify", "--tolerance --device --json")]
    public async Task Help_of_a_command_names_every_option(string command, string options)
    {
        var run = (await CommandRun.OfAsync([.. command.Split(' '), "--help"])).ShouldSucceed();

        Assert.All(options.Split(' '), option => Assert.Contains(option + " ", run.Output, StringComparison.Ordinal));
    }
}

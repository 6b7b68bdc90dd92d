using DiffPir.Cli.Hosting;
using DiffPir.Cli.Tests.Commands;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Completion;

/// <summary>What the last word of an unfinished command line can become.</summary>
public sealed class CompletionDirectiveTests
{
    [Theory]
    [InlineData("res", "restore")]
    [InlineData("model ", "convert get info list verify")]
    [InlineData("model in", "info")]
    [InlineData("--v", "--version")]
    [InlineData("restore --ta", "--task")]
    [InlineData("restore a.png --mas", "--mask --mask-is")]
    [InlineData("model info --pl", "--plan")]
    [InlineData("restore --task ", "colorize deblur denoise inpaint jpeg sr")]
    [InlineData("restore --task de", "deblur denoise")]
    [InlineData("restore --device ", "auto cpu cuda opencl")]
    [InlineData("restore --blur ", "auto disk: gaussian: line: motion:")]
    [InlineData("restore --precision fp", "fp16 fp32")]
    [InlineData("restore --model ", "builtin builtin-small")]
    [InlineData("restore --method d", "ddnm ddnm+ ddpg ddrm diffpir dpir dps")]
    [InlineData("restore --noise ", "auto")]
    [InlineData("completion ", "bash fish powershell zsh")]
    [InlineData("restore ", "")]
    [InlineData("restore pho", "")]
    [InlineData("restore --mask ", "")]
    [InlineData("restore --mask m", "")]
    [InlineData("restore --json ", "")]
    [InlineData("restore --seed ", "")]
    public async Task Words_that_fit_are_told(string line, string words)
    {
        var run = (await CommandRun.OfAsync("[suggest]", line)).ShouldSucceed();

        Assert.Equal(words, run.Output.TrimEnd().ReplaceLineEndings(" "));
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Files_whose_names_begin_with_an_at_sign_are_not_read()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("words"), "a.png --task");

        var run = (await CommandRun.OfAsync("[suggest]", $"restore @{folder.File("words")} ")).ShouldSucceed();

        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task All_commands_are_told_before_anything_is_typed()
    {
        var run = (await CommandRun.OfAsync("[suggest]", "")).ShouldSucceed();

        Assert.Equal(
            CommandLineApp.CreateRoot(Terminal.OfProcess()).Subcommands.Select(static command => command.Name).Order(StringComparer.Ordinal),
            run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}

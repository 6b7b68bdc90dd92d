using DiffPir.Cli.Hosting;
using DiffPir.Cli.Tests.Commands;
using DiffPir.Testing;
using DiffPir.Words;

namespace DiffPir.Cli.Tests.Hosting;

/// <summary>A mistyped word is answered by the word that was likely meant, in the same line and with the same exit code as ever.</summary>
public sealed class DidYouMeanTests
{
    [Theory]
    [InlineData("restor a.png -o b.png --task denoise", "restore")]
    [InlineData("resotre a.png", "restore")]
    [InlineData("model lst", "list")]
    [InlineData("modle list", "model")]
    [InlineData("restore a.png -o b.png --tsk denoise", "--task")]
    [InlineData("restore --outptu b.png a.png --task denoise", "--output")]
    [InlineData("devices --jsn", "--json")]
    [InlineData("devices --halp", "--help")]
    [InlineData("model info builtin --sise 128", "--size")]
    [InlineData("restore a.png --task denose", "denoise")]
    [InlineData("restore a.png --task blur", "deblur")]
    [InlineData("restore a.png --task denoise --precision fp23", "fp32")]
    [InlineData("restore a.png --task denoise --device opncl", "opencl")]
    [InlineData("restore a.png --task denoise --method drrm", "ddrm")]
    [InlineData("restore a.png --task deblur --blur gausian:3", "gaussian")]
    [InlineData("completion bahs", "bash")]
    public async Task Mistyped_word_is_answered_by_the_one_that_was_meant(string commandLine, string meant) =>
        (await CommandRun.OfAsync(commandLine.Split(' '))).ShouldFail(ExitCode.Usage, $"; did you mean '{meant}'? (see 'diffpir ");

    [Theory]
    [InlineData("restore a.png -o -- --task denoise", "--task")]
    [InlineData("devices -- --json", "--json")]
    public async Task Option_behind_two_dashes_is_told_to_stand_before_them(string commandLine, string option) =>
        (await CommandRun.OfAsync(commandLine.Split(' '))).ShouldFail(ExitCode.Usage, $"'{option}' stands behind '--'", "put it before that");

    [Theory]
    [InlineData("restore a.png --task denoise --model bultin", "; did you mean 'builtin'?")]
    [InlineData("restore a.png --task denoise --model builtin-smal", "; did you mean 'builtin-small'?")]
    [InlineData("model info bultin", "; did you mean 'builtin'?")]
    [InlineData("model convert bultin out.pt", "; did you mean 'builtin'?")]
    [InlineData("model info drunet_colour.pth", "; did you mean 'drunet_color.pth'?")]
    [InlineData("model info drunet_color", "it is one that is published: 'diffpir model get drunet_color.pth' downloads it")]
    [InlineData("model info zzzzz", "there is no model 'zzzzz' here ('diffpir model list'")]
    public async Task Mistyped_model_is_answered_by_the_one_that_was_meant(string commandLine, string answer) =>
        (await CommandRun.OfAsync(commandLine.Split(' '))).ShouldFail(ExitCode.WrongModel, "there is no model '", answer, "'diffpir model list' lists what there is");

    [Theory]
    [InlineData("restore a.png --task denoise --noise 5 --option stesp=2", "steps")]
    [InlineData("restore a.png --task denoise --noise 5 --option known_pixels=keep", "known-pixels")]
    [InlineData("restore a.png --task denoise --noise 5 --method ddrm --option eat=0.5", "eta")]
    public async Task Mistyped_setting_of_a_method_is_answered_by_the_one_that_was_meant(string commandLine, string meant)
    {
        using var folder = new TemporaryFolder();
        Pictures.Gradient(3, 8, 8).SaveTo(folder.File("a.png"));

        var run = await CommandRun.OfAsync([.. commandLine.Replace("a.png", folder.File("a.png"), StringComparison.Ordinal).Split(' ')]);

        run.ShouldFail(ExitCode.Usage, "; its settings are ", $"; did you mean '{meant}'?");
    }

    [Fact]
    public async Task A_setting_that_resembles_none_is_answered_by_all()
    {
        using var folder = new TemporaryFolder();
        Pictures.Gradient(3, 8, 8).SaveTo(folder.File("a.png"));

        var run = await CommandRun.OfAsync("restore", folder.File("a.png"), "--task", "denoise", "--noise", "5", "--option", "xyzzy=2");

        run.ShouldFail(ExitCode.Usage, "'xyzzy' is no setting of diffpir; its settings are ");
        Assert.DoesNotContain("did you mean", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xyzzy")]
    [InlineData("restore a.png --zzzzz")]
    [InlineData("restore a.png --task picture")]
    [InlineData("restore a.png --task denoise --device gpu")]
    [InlineData("model q")]
    public async Task Nothing_is_guessed_where_nothing_is_near(string commandLine)
    {
        var run = await CommandRun.OfAsync(commandLine.Split(' '));

        run.ShouldFail(ExitCode.Usage);
        Assert.DoesNotContain("did you mean", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ab", "ac", 'y')]
    [InlineData("ab", "cb", 'n')]
    [InlineData("abc", "abd", 'y')]
    [InlineData("abc", "xyc", 'n')]
    [InlineData("abcdef", "badcef", 'y')]
    [InlineData("", "abc", 'n')]
    public void A_third_of_the_letters_may_be_wrong(string word, string other, char likely) =>
        Assert.Equal(likely == 'y' ? other : null, NearestWord.Likely(word, [other]));
}

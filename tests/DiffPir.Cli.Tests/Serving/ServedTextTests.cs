using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Serving;
using DiffPir.Network;

namespace DiffPir.Cli.Tests.Serving;

/// <summary>Messages of the command line as they are told over HTTP.</summary>
public sealed class ServedTextTests
{
    [Theory]
    [InlineData("--task inpaint needs --mask", "'task: inpaint' needs 'mask'")]
    [InlineData("--steps is '1' and must be a whole number from 2 to 1000", "'steps' is '1' and must be a whole number from 2 to 1000")]
    [InlineData("give more --steps or more --noise", "give more 'steps' or more 'noise'")]
    [InlineData("do without tiles (--tile 0)", "do without tiles ('tile: 0')")]
    [InlineData("a smaller kernel (--blur gaussian:STD:SIZE)", "a smaller kernel ('blur: gaussian:STD:SIZE')")]
    [InlineData("--noise 0.5 is 0.5 grey levels", "'noise: 0.5' is 0.5 grey levels")]
    [InlineData("the limit is 9; make it smaller or raise --max-pixels", "the limit is 9; make it smaller")]
    [InlineData("there is no '--task'; did you mean 'task'?", "there is no '--task'; did you mean 'task'?")]
    [InlineData("a -- dash, a well-known--ish word", "a -- dash, a well-known--ish word")]
    [InlineData("'noise' is '5 --output=x' and must be a number", "'noise' is '5 --output=x' and must be a number")]
    [InlineData("Option '--task' is required", "Option 'task' is required")]
    [InlineData("the picture's noise is low (--noise), the job's too", "the picture's noise is low ('noise'), the job's too")]
    public void Switches_are_settings(string typed, string told) => Assert.Equal(told, ServedText.Of(typed));

    [Fact]
    public void Files_of_this_machine_have_names_only()
    {
        string model = ModelOptions.PathOf(ModelOptions.Builtin);

        Assert.Equal("builtin: tensor 'a': it is damaged. Get it again.", ServedText.Of(Wrong(model, "a")));
        Assert.EndsWith("Access to the path 'cache.bin' is denied", ServedText.Of(new UnauthorizedAccessException("Access to the path '/home/me/.cache/cache.bin' is denied.")));
        Assert.EndsWith("Access to the path 'cache.bin' is denied", ServedText.Of(new IOException(@"Access to the path 'C:\Users\me\cache.bin' is denied.")));
    }

    [Fact]
    public void What_was_sent_is_told_as_it_was() =>
        Assert.Equal("the model is '/etc/passwd'", ServedText.Of(new CliException(ExitCode.Usage, "the model is '/etc/passwd'")));

    private static CheckpointException Wrong(string path, string tensor) => new(CheckpointFault.WrongModel, path, "it is damaged", "Get it again", tensor);
}

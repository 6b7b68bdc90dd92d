using DiffPir.Cli.Batches;
using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Tests.Batches;

public sealed class OutputPatternTests
{
    [Theory]
    [InlineData("out/", "in/sub/a.jpg", "sub/a.jpg", "out/sub/a.jpg")]
    [InlineData("out", "in/a.JPG", "a.JPG", "out/a.JPG")]
    [InlineData("out/", "in/a.bmp", "a.bmp", "out/a.png")]
    [InlineData("out/{name}-restored{ext}", "in/sub/a.jpg", "sub/a.jpg", "out/sub/a-restored.jpg")]
    [InlineData("out/{dir}-new/{name}.tif", "in/sub/a.jpg", "sub/a.jpg", "out/sub-new/a.tif")]
    [InlineData("{name}-x.png", "in/sub/a.jpg", "sub/a.jpg", "sub/a-x.png")]
    [InlineData(null, "in/sub/a.jpg", "sub/a.jpg", "in/sub/a-restored.jpg")]
    [InlineData(null, "in/a.gif", "a.gif", "in/a-restored.png")]
    public void Results_of_many_pictures_get_names(string? pattern, string path, string name, string output) =>
        Assert.Equal(output, OutputPattern.Parse(pattern, isMany: true).For(new BatchPicture(path, name)));

    [Fact]
    public void One_picture_is_written_to_the_file_that_is_named() =>
        Assert.Equal("x.png", OutputPattern.Parse("x.png", isMany: false).For(new BatchPicture("in/a.jpg", "a.jpg")));

    [Theory]
    [InlineData("x.png", "names one file for several pictures")]
    [InlineData("out/x{ext}", "put {name} into it")]
    [InlineData("out/{stem}.png", "'{stem}'")]
    public void Names_that_cannot_be_are_refused(string pattern, string reason) =>
        Refusal.Of(() => OutputPattern.Parse(pattern, isMany: true), ExitCode.Usage, reason);
}

using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Images;

public sealed class OutputFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Writing_replaces_the_target_and_leaves_nothing_else()
    {
        File.WriteAllText(_folder.File("a.bin"), "old and longer");

        OutputFile.Write(_folder.File("a.bin"), "new"u8);

        Assert.Equal("new", File.ReadAllText(_folder.File("a.bin")));
        Assert.Equal(["a.bin"], Names());
    }

    [Fact]
    public void Check_leaves_nothing_behind()
    {
        OutputFile.RequireWritable(_folder.File("a.png"), _folder.File("b.png"), null);

        Assert.Empty(Names());
    }

    [Fact]
    public void Missing_folder_is_named() => Refused(_folder.File("no/such/a.png"), "does not exist; create it first");

    [Fact]
    public void Folder_as_target_is_refused() => Refused(_folder.Path, "it is a folder");

    [Fact]
    public void Device_as_target_is_refused()
    {
        Assert.SkipUnless(File.Exists("/dev/null"), "there is no /dev/null on this system");

        Refused("/dev/null", "no files can be kept in /dev");
    }

    [Theory]
    [InlineData("a.png")]
    [InlineData("./a.png")]
    [InlineData("sub/../a.png")]
    [InlineData("link.png")]
    public void Output_equal_to_an_input_is_refused_however_it_is_spelled(string output)
    {
        var input = _folder.File("a.png");
        File.WriteAllText(input, "precious");
        File.CreateSymbolicLink(_folder.File("link.png"), input);

        var error = Assert.Throws<CliException>(() => OutputFile.RequireWritable(_folder.File(output), null, input));

        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.Contains("is also an input", error.Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(input));
    }

    [Fact]
    public void Target_through_a_link_to_a_file_replaces_the_file_not_the_link()
    {
        File.WriteAllText(_folder.File("real.bin"), "old");
        File.CreateSymbolicLink(_folder.File("link.bin"), _folder.File("real.bin"));

        OutputFile.Write(_folder.File("link.bin"), "new"u8);

        Assert.Equal("new", File.ReadAllText(_folder.File("real.bin")));
        Assert.NotNull(new FileInfo(_folder.File("link.bin")).LinkTarget);
    }

    [Fact]
    public void Failed_write_leaves_the_old_file_and_no_other()
    {
        var target = _folder.File("taken");
        Directory.CreateDirectory(Path.Combine(target, "inside"));

        Assert.Throws<CliException>(() => OutputFile.Write(target, "new"u8));

        Assert.Equal(["taken"], Names());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Picture_with_a_value_that_is_not_finite_is_never_written(float poison)
    {
        var photograph = Pictures.Gradient(3, 4, 4);
        photograph.Pixels.Data[17] = poison;

        var error = Assert.Throws<CliException>(() => ImageWriter.Save(_folder.File("a.png"), photograph));

        Assert.Equal(ExitCode.Unexpected, error.Code);
        Assert.Contains("not finite", error.Message, StringComparison.Ordinal);
        Assert.Empty(Names());
    }

    [Fact]
    public void Jpeg_refuses_transparency()
    {
        var error = Assert.Throws<CliException>(() => ImageWriter.Save(_folder.File("a.jpg"), Pictures.Gradient(3, 4, 4, alpha: true)));

        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.Contains("cannot hold the transparency", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.gif")]
    [InlineData("a")]
    public void Unknown_extension_is_refused(string name)
    {
        var error = Assert.Throws<CliException>(() => ImageFormats.FromPath(name));

        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.Contains(".png, .jpg, .webp or .tif", error.Message, StringComparison.Ordinal);
    }

    private string?[] Names() => [.. Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName)];

    private static void Refused(string path, string reason)
    {
        var error = Assert.Throws<CliException>(() => OutputFile.RequireWritable(path));

        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}

using System.Runtime.InteropServices;
using DiffPir.Cli.Files;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Files;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Files;

public sealed partial class OutputFileTests : IDisposable
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
    public void Links_in_a_circle_are_refused_of_files_that_grow()
    {
        File.CreateSymbolicLink(_folder.File("a.pt"), _folder.File("a.pt"));

        Refusal.Of(() => PartialFile.Open(_folder.File("a.pt"), "somewhere"), ExitCode.Usage);
    }

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
        string input = _folder.File("a.png");
        File.WriteAllText(input, "precious");
        File.CreateSymbolicLink(_folder.File("link.png"), input);

        Refusal.Of(() => OutputFile.RequireWritable(_folder.File(output), null, input), ExitCode.Usage, "is also an input");
        Assert.Equal("precious", File.ReadAllText(input));
    }

    [Theory]
    [InlineData("alias/sub/a.png")]
    [InlineData("alias/sub/back/a.png")]
    [InlineData("hard.png")]
    public void Output_equal_to_an_input_is_refused_through_links_further_up(string output)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights on Windows");
        Directory.CreateDirectory(_folder.File("real/sub"));
        string input = _folder.File("real/sub/a.png");
        File.WriteAllText(input, "precious");
        Directory.CreateSymbolicLink(_folder.File("alias"), "real");
        Directory.CreateSymbolicLink(_folder.File("real/sub/back"), "../sub");
        Assert.Equal(0, HardLink(input, _folder.File("hard.png")));

        Refusal.Of(() => OutputFile.RequireWritable(_folder.File(output), input), ExitCode.Usage, "is also an input");
    }

    [Fact]
    public void Two_outputs_that_are_one_file_are_refused_before_either_exists()
    {
        Directory.CreateDirectory(_folder.File("real"));
        Directory.CreateSymbolicLink(_folder.File("alias"), "real");

        var error = Assert.Throws<CliException>(() => OutputFile.RequireWritable(_folder.File("real/a.png"), _folder.File("alias/a.png")));

        Assert.Contains("another output", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Link_that_leads_nowhere_yet_is_written_through()
    {
        File.CreateSymbolicLink(_folder.File("link.bin"), "later.bin");

        OutputFile.Write(_folder.File("link.bin"), "new"u8);

        Assert.Equal("new", File.ReadAllText(_folder.File("later.bin")));
        Assert.Equal("later.bin", new FileInfo(_folder.File("link.bin")).LinkTarget);
    }

    [Fact]
    public void Link_relative_to_a_folder_that_is_itself_a_link_is_followed_as_the_system_does()
    {
        Directory.CreateDirectory(_folder.File("deep/down"));
        Directory.CreateSymbolicLink(_folder.File("short"), "deep/down");
        File.WriteAllText(_folder.File("deep/a.bin"), "old");
        File.CreateSymbolicLink(_folder.File("deep/down/link.bin"), "../a.bin");

        OutputFile.Write(_folder.File("short/link.bin"), "new"u8);

        Assert.Equal("new", File.ReadAllText(_folder.File("deep/a.bin")));
        Assert.False(File.Exists(_folder.File("a.bin")));
    }

    [Fact]
    public void Links_in_a_circle_are_refused()
    {
        File.CreateSymbolicLink(_folder.File("a.png"), "b.png");
        File.CreateSymbolicLink(_folder.File("b.png"), "a.png");

        Refused(_folder.File("a.png"), "its links lead in a circle");
    }

    [Fact]
    public void Name_that_no_disk_can_hold_is_refused_early() => Refused(_folder.File(new string('a', 252) + ".png"), "the name is too long");

    [Fact]
    public void Pipe_is_refused_and_stays_one()
    {
        string pipe = NamedPipe.Create(_folder.File("pipe.png"));

        Refused(pipe, "it is a pipe");

        Assert.Equal(["pipe.png"], Names());
    }

    [Fact]
    public void Rights_of_the_file_that_is_replaced_are_kept()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other rights");
        File.WriteAllText(_folder.File("a.bin"), "secret");
        Assert.Equal(0, ChangeMode(_folder.File("a.bin"), (uint)(UnixFileMode.UserRead | UnixFileMode.UserWrite)));
        bool isRoot = FileRights.CurrentUser == 0;
        if (isRoot)
        {
            Assert.Equal(0, ChangeOwner(_folder.File("a.bin"), 12345, 12346));
        }

        OutputFile.Write(_folder.File("a.bin"), "new"u8);

        var status = FileStatus.Find(_folder.File("a.bin"))!;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, status.Mode);
        Assert.Equal(isRoot ? (12345, 12346) : ((uint, uint))(FileRights.CurrentUser, status.Group), (status.Owner, status.Group));
    }

    [Theory]
    [InlineData(1000, 1000, 0, true)]
    [InlineData(1000, 2000, 1000, true)]
    [InlineData(1000, 2000, 3000, false)]
    [InlineData(0, 2000, 3000, true)]
    public void In_a_sticky_folder_files_of_others_are_not_replaced(uint user, uint fileOwner, uint folderOwner, bool may)
    {
        const UnixFileMode all = (UnixFileMode)0x1FF;
        var file = new FileStatus(FileKind.Regular, "file", fileOwner, 0, all, false);
        var sticky = new FileStatus(FileKind.Folder, "folder", folderOwner, 0, all | UnixFileMode.StickyBit, false);

        Assert.Equal(may, FileRights.MayReplace(file, sticky, user));
        Assert.True(FileRights.MayReplace(file, sticky with { Mode = all }, user));
    }

    [Fact]
    public void Leftovers_of_killed_processes_are_swept_and_nothing_else()
    {
        string[] names = [".diffpir-old.tmp", ".diffpir-locked.tmp", ".diffpir-new.tmp", ".diffpir-notes.txt", "mine.tmp"];
        foreach (string name in names)
        {
            File.WriteAllText(_folder.File(name), "");
        }

        foreach (string? name in names.Where(static name => name != ".diffpir-new.tmp"))
        {
            File.SetLastWriteTimeUtc(_folder.File(name), DateTime.UtcNow.AddHours(-1));
        }

        using (new FileStream(_folder.File(".diffpir-locked.tmp"), FileMode.Open, FileAccess.Read, FileShare.None))
        {
            OutputFile.RequireWritable(_folder.File("a.png"));
        }

        Assert.Equal(names[1..].Order(StringComparer.Ordinal), Names().Order(StringComparer.Ordinal));
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
        string target = _folder.File("taken");
        Directory.CreateDirectory(Path.Combine(target, "inside"));

        Assert.Throws<CliException>(() => OutputFile.Write(target, "new"u8));

        Assert.Equal(["taken"], Names());
    }

    [Fact]
    public void Files_that_belong_together_appear_when_all_are_complete_the_last_one_last()
    {
        string[] seen = [];
        IEnumerable<(string, byte[])> Files()
        {
            yield return (_folder.File("mask.png"), [1]);
            seen = [.. Directory.GetFiles(_folder.Path, "*.png")];
            yield return (_folder.File("result.png"), [2]);
        }

        OutputFile.WriteTogether(Files(), replaces: false);

        Assert.Empty(seen);
        Assert.Equal(["mask.png", "result.png"], Names().Order(StringComparer.Ordinal));
        Assert.Equal([2], File.ReadAllBytes(_folder.File("result.png")));
    }

    [Theory]
    [InlineData("mask.png")]
    [InlineData("result.png")]
    public void Of_files_that_belong_together_none_is_left_where_one_cannot_be_written(string taken)
    {
        IEnumerable<(string, byte[])> Files()
        {
            yield return (_folder.File("mask.png"), [1]);
            yield return (_folder.File("result.png"), [2]);
            File.WriteAllText(_folder.File(taken), "theirs"); // another process is faster
        }

        Refusal.Of(() => OutputFile.WriteTogether(Files(), replaces: false), ExitCode.Usage, $"{taken}' is already there");

        Assert.Equal([taken], Names());
        Assert.Equal("theirs", File.ReadAllText(_folder.File(taken)));
    }

    [Fact]
    public void Result_is_not_there_where_a_file_beside_it_cannot_be_replaced()
    {
        IEnumerable<(string, byte[])> Files()
        {
            yield return (_folder.File("mask.png"), [1]);
            yield return (_folder.File("result.png"), [2]);
            Directory.CreateDirectory(_folder.File("mask.png/inside"));
        }

        Assert.Throws<CliException>(() => OutputFile.WriteTogether(Files(), replaces: true));

        Assert.Equal(["mask.png"], Names());
    }

    [Fact]
    public void Disk_that_fills_up_is_an_error_of_the_world_and_leaves_nothing()
    {
        var error = Assert.Throws<CliException>(() => OutputFile.Write(_folder.File("a.bin"), static stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("No space left on device : '/somewhere/.diffpir-x.tmp'");
        }));

        Assert.Contains("No space left on device; nothing was left behind", error.Message, StringComparison.Ordinal);
        Assert.Empty(Names());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Picture_with_a_value_that_is_not_finite_is_never_written(float poison)
    {
        var photograph = Pictures.Gradient(3, 4, 4);
        photograph.Pixels.Data[17] = poison;

        Refusal.Of(() => ImageWriter.Save(_folder.File("a.png"), photograph), ExitCode.Unexpected, "not finite");
        Assert.Empty(Names());
    }

    [Fact]
    public void Jpeg_refuses_transparency() =>
        Refusal.Of(() => ImageWriter.Save(_folder.File("a.jpg"), Pictures.Gradient(3, 4, 4, alpha: true)), ExitCode.Usage, "cannot hold the transparency");

    [Theory]
    [InlineData("a.gif")]
    [InlineData("a")]
    public void Unknown_extension_is_refused(string name) =>
        Refusal.Of(() => ImageFormats.FromPath(name), ExitCode.Usage, ".png, .jpg, .webp or .tif");

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int HardLink(string path, string name);

    [LibraryImport("libc", EntryPoint = "chmod", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeMode(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint owner, uint group);

    private string?[] Names() => [.. Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName)];

    private static void Refused(string path, string reason) =>
        Refusal.Of(() => OutputFile.RequireWritable(path), ExitCode.Usage, reason);
}

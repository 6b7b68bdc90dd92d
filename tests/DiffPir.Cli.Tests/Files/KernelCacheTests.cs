using DiffPir.Cli.Files;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Tests.Commands;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Files;

public sealed class KernelCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(4096)]
    public void Cut_off_kernels_are_compiled_again(int length)
    {
        FastDevice.Require();
        string input = Pictures.Gradient(3, 32, 32).SaveTo(_folder.File("in.png"));
        (int Code, string Output, string Error) Restore() => ProgramRun.OfShell(
            $"export POCL_CACHE_DIR={_folder.File("cache")}; \"$@\"",
            "restore", input, "-o", _folder.File("out.png"), "--task", "denoise", "--noise", "10", "--steps", "2", "--overwrite", "--quiet");
        Assert.Equal(ExitCode.Success, Restore().Code);
        string[] libraries = Directory.GetFiles(_folder.Path, "*.so", SearchOption.AllDirectories);
        Assert.SkipWhen(libraries.Length == 0, "the fast device of this machine is not PoCL");
        foreach (string library in libraries)
        {
            using var file = new FileStream(library, FileMode.Open);
            file.SetLength(Math.Min(length, file.Length / 2));
        }

        var (code, _, error) = Restore();

        Assert.Equal(ExitCode.Success, code);
        Assert.Contains("damaged entries of PoCL's cache", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Kernels_with_flipped_bits_are_compiled_again()
    {
        FastDevice.Require();
        string input = Pictures.Gradient(3, 32, 32).SaveTo(_folder.File("in.png"));
        (int Code, string Output, string Error) Restore(string output) => ProgramRun.OfShell(
            $"export POCL_CACHE_DIR={_folder.File("cache")}; \"$@\"",
            "restore", input, "-o", output, "--task", "denoise", "--noise", "10", "--steps", "2", "--quiet");
        Assert.Equal(ExitCode.Success, Restore(_folder.File("first.png")).Code);
        string[] libraries = Directory.GetFiles(_folder.Path, "*.so", SearchOption.AllDirectories);
        Assert.SkipWhen(libraries.Length == 0, "the fast device of this machine is not PoCL");
        foreach (string library in libraries)
        {
            using var file = new FileStream(library, FileMode.Open);
            for (file.Position = 64; file.Position < file.Length - 16; file.Position += 15)
            {
                int value = file.ReadByte();
                file.Position--;
                file.WriteByte((byte)(value ^ 16));
            }
        }

        var (code, _, error) = Restore(_folder.File("again.png"));

        Assert.Equal(ExitCode.Success, code);
        Assert.Contains("damaged entries of PoCL's cache", error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(_folder.File("first.png")), File.ReadAllBytes(_folder.File("again.png")));
    }

    [Fact]
    public void Whole_kernels_stay()
    {
        string program = Directory.CreateDirectory(_folder.File("AB/CDEF/Kernel_X/1-1-1")).FullName;
        File.Copy(LibraryOfThisMachine(), Path.Combine(program, "Kernel_X.so"));
        File.WriteAllBytes(_folder.File("AB/CDEF/program.bc"), [(byte)'B', (byte)'C', 0xC0, 0xDE, 1, 2, 3, 4]);
        File.WriteAllText(_folder.File("AB/CDEF/last_accessed"), "");

        Assert.Equal(0, KernelCache.RemoveDamaged(_folder.Path));
        Assert.True(File.Exists(Path.Combine(program, "Kernel_X.so")));

        File.WriteAllBytes(_folder.File("AB/CDEF/program.bc"), []);

        Assert.Equal(1, KernelCache.RemoveDamaged(_folder.Path));
        Assert.False(Directory.Exists(_folder.File("AB/CDEF")));
    }

    private static string LibraryOfThisMachine()
    {
        string? path = Directory.GetFiles(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Native.so").SingleOrDefault();
        Assert.SkipWhen(path is null, "libraries have another format here");
        return path!;
    }
}

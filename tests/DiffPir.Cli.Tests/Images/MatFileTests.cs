using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Images;

/// <summary>The files of tests/fixtures/mat, see make.py there, and what SciPy writes where there is one.</summary>
public sealed class MatFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Damaged
    {
        get
        {
            var files = new TheoryData<string, string>();
            foreach (string line in File.ReadLines(RepositoryPaths.Fixture("mat/expected.tsv")))
            {
                string[] parts = line.Split('\t');
                files.Add(parts[0], parts[1]);
            }

            return files;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("matrix.mat", 3, 5, 0)]
    [InlineData("matrix.mat:k", 3, 5, 0)]
    [InlineData("matrix.mat:k:1", 3, 5, 0)]
    [InlineData("one-of-many.mat", 3, 5, 0)]
    [InlineData("two-of-many.mat:k", 3, 5, 0)]
    [InlineData("two-of-many.mat:kernels:3", 2, 2, 2)]
    [InlineData("cells.mat:1", 3, 5, 0)]
    [InlineData("cells.mat:kernels:2", 4, 2, 1)]
    [InlineData("cells.mat:3", 2, 2, 2)]
    [InlineData("layers.mat:psf:2", 3, 2, 1)]
    [InlineData("mixed-cells.mat:3", 2, 3, 0)]
    [InlineData("big-endian.mat:k", 3, 5, 0)]
    [InlineData("big-endian.mat:m", 2, 2, 1)]
    [InlineData("level4.mat", 3, 5, 0)]
    [InlineData("level4-big-endian.mat", 3, 5, 0)]
    public void Kernel_of_a_sound_file_is_read(string name, int height, int width, int number) =>
        AssertKernel(Fixture(name), height, width, number);

    [Theory]
    [InlineData("kernels73.mat:kernels:1")]
    [InlineData("kernels7.mat:kernels:1")]
    public void Kernel_of_any_version_is_the_one_that_was_saved(string name)
    {
        var (text, read) = (KernelFile.Load(RepositoryPaths.Fixture("kernels/kernel1.txt")), KernelFile.Load(Fixture(name)));

        Assert.Equal((text.Height, text.Width), (read.Height, read.Width));
        Assert.All(text.Values.ToArray().Zip(read.Values.ToArray()), static pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void Layer_of_a_stack_of_version_7_3_is_not_transposed()
    {
        var (first, layer) = (KernelFile.Load(Fixture("kernels73.mat:kernels:1")), KernelFile.Load(Fixture("kernels73.mat:stack:1")));

        Assert.Equal((7, 7), (KernelFile.Load(Fixture("kernels73.mat:kernels:2")).Height, KernelFile.Load(Fixture("kernels73.mat:kernels:2")).Width));
        Assert.Equal(first.Values.ToArray(), layer.Values.ToArray());
        Assert.Contains(Enumerable.Range(0, 13 * 13), i => first[i / 13, i % 13] != first[i % 13, i / 13]);
    }

    [Fact]
    public void Variables_of_version_7_3_are_listed()
    {
        var error = Assert.Throws<CliException>(() => KernelFile.Load(Fixture("kernels73.mat")));

        Assert.Contains("kernels (cell array 1x2), stack (matrix 13x13x2); say which", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(12)]
    [InlineData(13)]
    public void Kernel_stored_in_any_type_is_read(int type) => AssertKernel(Fixture($"short-types.mat:k_{type}"), 3, 2, 0);

    [Theory]
    [InlineData("cells.mat", "kernels (cell array 1x3) holds 3 kernels: say which", "cells.mat:kernels:1 to ")]
    [InlineData("cells.mat:4", "holds 3 kernels, number 4 is none of them", "")]
    [InlineData("matrix.mat:k:2", "k (matrix 3x5) holds 1 kernel, number 2 is none of them", "")]
    [InlineData("matrix.mat:K", "it has no variable 'K'; it has k (matrix 3x5)", "")]
    [InlineData("two-of-many.mat", "several of its variables may be the kernel: k (matrix 3x5), kernels (cell array 1x3); say which", "two-of-many.mat:k")]
    [InlineData("two-of-many.mat:z", "z (complex matrix 1x2) holds no kernel", "")]
    [InlineData("two-of-many.mat:s", "s (struct 1x1) holds no kernel", "")]
    [InlineData("no-kernel.mat", "none of its variables is a kernel: noise (matrix 1x1), words (text 1x2), s (struct 1x1), z (complex matrix 1x2)", "")]
    [InlineData("mixed-cells.mat:1", "number 1 of its variable c (cell array 1x3) is no matrix of numbers", "")]
    [InlineData("mixed-cells.mat:2", "number 2 of its variable c (cell array 1x3) is no matrix of numbers", "")]
    public void Kernel_that_is_not_clear_lists_what_there_is(string name, string reason, string example) =>
        Refusal.Of(() => KernelFile.Load(Fixture(name)), ExitCode.UnreadableInput, reason, example);

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Damaged_file_is_refused_with_the_reason(string name, string reason)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<CliException>(() => KernelFile.Load(Fixture(name)));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
        Assert.Equal(ExitCode.UnreadableInput, error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public void Folder_has_a_line_for_every_damaged_file()
    {
        var files = Directory.GetFiles(Path.GetDirectoryName(RepositoryPaths.Fixture("mat/make.py"))!, "bad-*.mat").Select(Path.GetFileName);

        Assert.Equal(files.Order(StringComparer.Ordinal), Damaged.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("k.mat:0")]
    [InlineData("k.mat:k:0")]
    [InlineData("k.mat:k:")]
    [InlineData("k.mat:")]
    [InlineData("k.mat:1:k")]
    [InlineData("k.mat:k:1:2")]
    public void Name_that_says_no_number_is_a_mistake_of_usage(string text) =>
        Refusal.Of(() => KernelFile.Load(text), ExitCode.Usage, "write FILE.mat, FILE.mat:VARIABLE or FILE.mat:VARIABLE:NUMBER");

    [Fact]
    public void File_whose_own_name_looks_like_a_choice_is_just_a_file()
    {
        File.WriteAllText(_folder.File("a.mat:1.txt"), "1 2");

        Assert.Equal(2, KernelFile.Load(_folder.File("a.mat:1.txt")).Width);
    }

    [Fact]
    public void File_that_is_missing_is_named_without_the_choice()
    {
        var error = Assert.Throws<CliException>(() => KernelFile.Load(_folder.File("no.mat") + ":kernels:1"));

        Assert.Contains("no.mat': there is no such file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_SciPy_writes_is_read()
    {
        PythonScripts.Run("scipy", "mat/save_scipy.py", _folder.Path);

        foreach (string? cells in new[] { "cells-False.mat", "cells-True.mat" })
        {
            AssertKernel(_folder.File(cells) + ":kernels:1", 3, 5, 0);
            AssertKernel(_folder.File(cells) + ":kernels:2", 4, 2, 1);
            AssertKernel(_folder.File(cells) + ":3", 2, 2, 2);
        }

        foreach (string? file in Directory.GetFiles(_folder.Path, "*.mat").Where(static file => !file.Contains("cells", StringComparison.Ordinal)))
        {
            AssertKernel(file, 3, 5, 0);
        }
    }

    private static string Fixture(string name)
    {
        int end = name.IndexOf(".mat", StringComparison.Ordinal) + 4;
        return RepositoryPaths.Fixture("mat/" + name[..end]) + name[end..];
    }

    /// <summary>The value of row r, column c of kernel k is 1 + r + 10 c + 100 k, up to the sum.</summary>
    private static void AssertKernel(string text, int height, int width, int number)
    {
        var kernel = KernelFile.Load(text);

        Assert.Equal((height, width), (kernel.Height, kernel.Width));
        float[] expected = [.. from row in Enumerable.Range(0, height) from column in Enumerable.Range(0,
            width) select 1f + row + (10 * column) + (100 * number)];
        Assert.Equal(BlurKernel.FromValues(height, width, expected, normalize: true).Values.ToArray(), kernel.Values.ToArray());
    }
}

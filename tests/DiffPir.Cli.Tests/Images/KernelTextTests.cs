using System.Text;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Images;

/// <summary>Numbers as people and programs write them.</summary>
public sealed class KernelTextTests
{
    [Theory]
    [InlineData("semicolon.csv")]
    [InlineData("tab.txt")]
    [InlineData("space.txt")]
    [InlineData("bom.csv")]
    public void File_of_a_spreadsheet_is_read_as_the_one_with_decimal_points(string name)
    {
        var (right, read) = (KernelFile.Load(RepositoryPaths.Fixture("kernels/right.csv")), KernelFile.Load(RepositoryPaths.Fixture("kernels/" + name)));

        Assert.Equal((13, 13), (read.Height, read.Width));
        Assert.Equal(right.Values.ToArray(), read.Values.ToArray());
    }

    [Theory]
    [InlineData("0,5 0,25\n0,25 0,5", 2, new[] { 0.5f, 0.25f, 0.25f, 0.5f })]
    [InlineData("0,5;0,25;0\n,25;0,5;1,5E-1;\n", 3, new[] { 0.5f, 0.25f, 0, 0.25f, 0.5f, 0.15f })]
    [InlineData("-0,5\t1\n0\t0,5\r\n", 2, new[] { -0.5f, 1, 0, 0.5f })]
    [InlineData("1,2,1\n2, 4, 2\n1;2;1\n", 3, new float[] { 1, 2, 1, 2, 4, 2, 1, 2, 1 })]
    [InlineData("1,2\n3,4\n", 2, new float[] { 1, 2, 3, 4 })]
    [InlineData("0.5, 0.25\n0.25, 0.5\n", 2, new[] { 0.5f, 0.25f, 0.25f, 0.5f })]
    [InlineData("0.5,0.25;\n0.25,0.5;\n", 2, new[] { 0.5f, 0.25f, 0.25f, 0.5f })]
    [InlineData("[[1. 2.\n 3.]\n [4. 5. 6.]]\n", 3, new float[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(" [ [1, 2], [3, 4] ]", 2, new float[] { 1, 2, 3, 4 })]
    public void Numbers_are_told_apart(string text, int width, float[] values)
    {
        var kernel = Parse(Encoding.UTF8.GetBytes(text));

        Assert.Equal(width, kernel.Width);
        Assert.Equal(values, kernel.Values);
    }

    [Theory]
    [InlineData("1,2 3,4,5\n", "line 1 leaves open whether its commas are decimal commas or separate numbers")]
    [InlineData("1 1\n1.5,2 1\n", "line 2 leaves open")]
    [InlineData("1.234,5;2\n", "line 1 leaves open")]
    [InlineData("0,25\n0,5\n0,25\n", "line 1 leaves open")]
    [InlineData("[1 2; 3 4]", "line 1 holds '[1', which is no number")]
    [InlineData("[[1 2]\n [3 ... 4]]", "row 2 has 3 numbers")]
    [InlineData("[[1 2]\n [3 ...]]", "row 2 holds '...', which is no number")]
    [InlineData(",;,\n", "it holds no numbers")]
    public void What_is_ambiguous_is_refused(string text, string reason) =>
        Refusal.Of(() => Parse(Encoding.UTF8.GetBytes(text)), ExitCode.UnreadableInput, reason);

    [Fact]
    public void Byte_order_mark_tells_the_encoding_and_is_no_number()
    {
        foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            Assert.Equal([0.5f, 1], Parse([.. encoding.GetPreamble(), .. encoding.GetBytes("0,5\t1,0\n")]).Values);
        }
    }

    [Fact]
    public void What_numpy_prints_is_what_it_saves()
    {
        var (saved, printed) = (KernelFile.Load(RepositoryPaths.Fixture("kernels/kernel.npy")),
            KernelFile.Load(RepositoryPaths.Fixture("kernels/numpy-print.txt")));

        Assert.Equal((saved.Height, saved.Width), (printed.Height, printed.Width));
        Assert.All(saved.Values.ToArray().Zip(printed.Values.ToArray()), static pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    private static (int Height, int Width, float[] Values) Parse(byte[] bytes) => KernelText.Parse("k.txt", bytes);
}

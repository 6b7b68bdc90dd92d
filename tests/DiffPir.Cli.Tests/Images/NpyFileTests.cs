using System.Text;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Images;

public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Array_and_floating_point_tiff_hold_the_same_kernel()
    {
        var (array, picture) = (KernelFile.Load(RepositoryPaths.Fixture("kernels/kernel.npy")),
            KernelFile.Load(RepositoryPaths.Fixture("kernels/kernel-float.tif")));

        Assert.Equal((13, 13), (array.Height, array.Width));
        Assert.Equal((13, 13), (picture.Height, picture.Width));
        Assert.All(array.Values.ToArray().Zip(picture.Values.ToArray()), static pair => Assert.Equal(pair.First, pair.Second, 1e-7f));
        Assert.Equal(1, array.Values.ToArray().Sum(), 1e-5f);
    }

    [Theory]
    [InlineData("<f8")]
    [InlineData(">f8")]
    [InlineData("<f4")]
    [InlineData(">f4")]
    [InlineData("|u1")]
    [InlineData("<i4")]
    [InlineData(">u2")]
    [InlineData("<i8")]
    public void Every_type_of_number_is_read(string type)
    {
        var kernel = Load(Npy(type, "(2, 3)", [1, 2, 3, 4, 5, 6]));

        Assert.Equal((2, 3), (kernel.Height, kernel.Width));
        Assert.Equal([1, 2, 3, 4, 5, 6], kernel.Values);
    }

    [Fact]
    public void Columns_first_are_turned_to_rows()
    {
        Assert.Equal([1, 2, 3, 4, 5, 6], Load(Npy("<f4", "(2, 3)", [1, 4, 2, 5, 3, 6], columnMajor: true)).Values);
        Assert.Equal([5, 6, 7, 8], Load(Npy("<f4", "(2, 2, 2)", [1, 5, 3, 7, 2, 6, 4, 8], columnMajor: true), index: 2).Values);
    }

    [Theory]
    [InlineData("(2, 2, 2)")]
    [InlineData("(2, 1, 2, 2)")]
    [InlineData("(2, 2, 2, 1)")]
    public void One_of_a_stack_is_chosen_by_its_number(string shape)
    {
        byte[] file = Npy("<f8", shape, [1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.Equal([5, 6, 7, 8], Load(file, index: 2).Values);
        File.WriteAllBytes(_folder.File("stack.npy"), file);
        Assert.Equal(4 / 10f, KernelFile.Load(_folder.File("stack.npy") + ":1")[1, 1], 1e-6f);
        Refused(file, null, "it holds 2 kernels: say which, k.npy:1 to k.npy:2");
        Refused(file, 3, "it holds 2 kernels, number 3 is none of them");
    }

    [Theory]
    [InlineData("|O", "(1, 1)", "its elements are of type '|O'")]
    [InlineData("<c8", "(1, 1)", "its elements are of type '<c8'")]
    [InlineData("<f4", "(2,)", "of shape (2), which is no matrix")]
    [InlineData("<f4", "()", "of shape (), which is no matrix")]
    [InlineData("<f4", "(0, 3)", "which is no matrix")]
    [InlineData("<f4", "(2, 3)", "2 x 3 numbers take 24 bytes, found 4")]
    [InlineData("<f4", "(2147483647, 2147483647, 2147483647, 2147483647, 2147483647, 2147483647)", "it is damaged")]
    [InlineData("<f4", "(99999999999, 1)", "a shape that makes no sense")]
    public void What_is_no_kernel_is_refused(string type, string shape, string reason)
    {
        float[] values = shape switch { "(2,)" => [1, 2], "(0, 3)" => [], _ => [1] };
        Refused(Npy(type, shape, values), null, reason);
    }

    [Fact]
    public void Every_cut_is_refused()
    {
        byte[] whole = Npy("<f8", "(2, 2)", [1, 2, 3, 4]);

        for (int length = 6; length < whole.Length; length++)
        {
            Refused(whole[..length], null, "cannot read 'k.npy'");
        }
    }

    [Fact]
    public void File_of_another_kind_is_told_the_forms_of_kernels()
    {
        File.WriteAllText(_folder.File("kernel.json"), "{}");

        var error = Assert.Throws<CliException>(() => KernelFile.Load(_folder.File("kernel.json")));

        Assert.Equal(ExitCode.UnreadableInput, error.Code);
        Assert.All((string[])[".txt", ".csv", ".npy", ".mat"], form => Assert.Contains(form, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("k.npy:0")]
    [InlineData("k.npy:name")]
    [InlineData("k.npy:1:2")]
    public void Name_that_says_no_number_is_a_mistake_of_usage(string text) =>
        Refusal.Of(() => KernelFile.Load(text), ExitCode.Usage, "write FILE.npy or FILE.npy:NUMBER");

    private static (int Height, int Width, float[] Values) Load(byte[] file, int? index = null) => NpyFile.Read(new("k.npy", Index: index), file);

    private static void Refused(byte[] file, int? index, string reason) =>
        Refusal.Of(() => Load(file, index), ExitCode.UnreadableInput, reason);

    private static byte[] Npy(string type, string shape, float[] values, bool columnMajor = false)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': {(columnMajor ? "True" : "False")}, 'shape': {shape}, }}";
        header = header.PadRight(((10 + header.Length + 1 + 63) / 64 * 64) - 11) + "\n";
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header)];
        return [.. start, .. values.SelectMany(value => Bytes(type, value))];
    }

    private static byte[] Bytes(string type, float value)
    {
        byte[] bytes = type[1..] switch
        {
            "f8" => BitConverter.GetBytes((double)value),
            "u1" => [(byte)value],
            "u2" => BitConverter.GetBytes((ushort)value),
            "i4" => BitConverter.GetBytes((int)value),
            "i8" => BitConverter.GetBytes((long)value),
            _ => BitConverter.GetBytes(value),
        };
        if (type[0] == '>')
        {
            Array.Reverse(bytes);
        }

        return bytes;
    }
}

using System.IO.Compression;
using System.Text;
using DiffPir.Cli.Files;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Images.Matlab;

namespace DiffPir.Fuzz;

/// <summary>The readers of blur kernels and bitmaps in the command line's layer.</summary>
public static partial class FuzzTargets
{
    private const int MatHeader = 128;

    // PureHDF makes arrays of the lengths that a file tells before it reads them (docs/security.md): .NET's largest of bytes, and what is beside it.
    private const long LargestArray = (2L << 30) + (64 << 20);

    private static readonly byte[][] MatTokens =
    [
        [14, 0, 0, 0], [15, 0, 0, 0], [9, 0, 0, 0, 8, 0, 0, 0], [5, 0, 0, 0, 8, 0, 0, 0], [6, 0, 0, 0, 8, 0, 0, 0], [1, 0, 4, 0], [2, 0, 1, 0],
        [1, 0, 0, 0, 1, 0, 0, 0], [14, 0, 0, 0, 0, 0, 0, 0], [6, 8, 0, 0], .. Texts("k", "IM", "MI", "kernels"),
    ];

    private static readonly byte[][] HdfTokens =
        [[0x89, .. "HDF\r\n"u8, 0x1A, 0x0A], .. Texts("TREE", "HEAP", "SNOD", "GCOL", "OHDR", "OCHK", "MATLAB_class", "double"), [0x11, 0], [0x08, 0],
            [0x10, 0], [0x0B, 0]];

    private static readonly byte[][] NpyTokens =
        Texts("'descr': ", "'fortran_order': ", "'shape': (", "True", "False", "<f4", ">f8", "|u1", "<i8", "|O", ", 1)", "2147483647", "\n");

    private static readonly byte[][] BmpTokens = [[40, 0, 0, 0], [12, 0, 0, 0], [108, 0, 0, 0], [3, 0, 0, 0], [1, 0], [4, 0], [8, 0], [16, 0], [32, 0],
        [0xFF, 0xFF, 0xFF, 0xFF]];

    private static readonly byte[] SmallNpy =
    [
        0x93, .. "NUMPY"u8, 1, 0, 62, 0, .. Encoding.ASCII.GetBytes("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 1, 2), }".PadRight(61) + "\n"),
        0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 128, 64,
    ];

    private static readonly byte[] WideNpy =
    [
        0x93, .. "NUMPY"u8, 2, 0, 58, 0, 0, 0, .. Encoding.ASCII.GetBytes("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 5)}\n"), 1, 2, 3, 2, 1,
    ];

    // Two pixels of four bits with a palette of two colours.
    private static readonly byte[] SmallBmp =
    [
        .. "BM"u8, 66, 0, 0, 0, 0, 0, 0, 0, 62, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 4, 0, .. new byte[16], 2, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 255, 0, 0, 255, 0, 0, 0x10, 0, 0, 0,
    ];

    private static readonly byte[][] NumberTokens = Texts(" ", "\n", "\r\n", ",", ";", "\t", "#", "1e-5", "-1", "nan", "Infinity", "1e999", "0");

    private static FuzzTarget[] Kernels(string fixtures)
    {
        byte[][] files = Files(fixtures, "mat", "*.mat");
        byte[][] inflated = [.. files.SelectMany(Inflated)];
        byte[][] texts = Texts("1 2 1\n2 4 2\n1 2 1\n", "# a\r\n1,2;3\r\n\r\n-1e-3\t.5 7", "0.25");
        return
        [
            new("mat", files, MatTokens, ReadMat) { IsRefusal = IsUnreadable },
            new("mat-hdf5", Files(fixtures, "mat", "kernels73.mat", 1 << 14), HdfTokens, ReadHdf5) { IsRefusal = IsUnreadable, MostAllocated = LargestArray },
            new("mat-compressed", inflated, MatTokens, input => ReadMat(Compress(input))) { IsRefusal = IsUnreadable },
            new("kernel-text", texts, NumberTokens, ReadKernelText) { IsRefusal = IsUnreadable },
            new("npy", [.. Files(fixtures, "kernels", "*.npy"), SmallNpy, WideNpy], NpyTokens, ReadNpy) { IsRefusal = IsUnreadable },
            new("bmp", [.. Files(fixtures, "photographs", "*.bmp"), SmallBmp], BmpTokens, ReadBmp) { IsRefusal = IsUnreadable },
        ];
    }

    private static bool IsUnreadable(Exception error) => error is CliException { Code: ExitCode.UnreadableInput };

    private static string ReadMat(byte[] input)
    {
        var variables = MatFile.Read("k.mat", input);
        int kernels = CountKernels(variables);
        _ = MatKernels.Choose(new KernelSource("k.mat", Index: 1), variables);
        return $"{string.Join(", ", variables.Take(4))}: {variables.Count} variables, {kernels} kernels";
    }

    private static string ReadHdf5(byte[] input)
    {
        if (!MatHdf5.IsOne(input))
        {
            throw InputFile.Unreadable("k.mat", "no signature");
        }

        var variables = MatFile.Read("k.mat", input);
        return $"{string.Join(", ", variables.Take(4))}: {variables.Count} variables, {CountKernels(variables)} kernels";
    }

    private static int CountKernels(IReadOnlyList<MatArray> variables)
    {
        int kernels = 0;
        foreach (var variable in variables)
        {
            for (int i = 0; i < Math.Min(4, MatKernels.Count(variable)); i++)
            {
                try
                {
                    kernels += MatKernels.Read("k.mat", variable, i).Values.Length > 0 ? 1 : 0;
                }
                catch (CliException error) when (IsUnreadable(error))
                {
                    // The next one may be sound.
                }
            }
        }

        return kernels;
    }

    private static string ReadKernelText(byte[] input)
    {
        (int height, int width, _) = KernelText.Parse("k.txt", input);
        return $"{height} x {width}";
    }

    private static string ReadNpy(byte[] input)
    {
        if (!NpyFile.IsOne(input))
        {
            throw InputFile.Unreadable("k.npy", "no signature");
        }

        (int height, int width, _) = NpyFile.Read(new KernelSource("k.npy", Index: 1), input);
        return $"{height} x {width}";
    }

    private static string ReadBmp(byte[] input)
    {
        if (!BmpFile.IsOne(input))
        {
            throw InputFile.Unreadable("a.bmp", "no signature");
        }

        using var image = BmpFile.Decode("a.bmp", input, 10_000);
        return $"{image.Width} x {image.Height} x {image.Bands}";
    }

    /// <summary>The compressed variables of a file, each as it is once it is not.</summary>
    private static IEnumerable<byte[]> Inflated(byte[] file)
    {
        if (file.Length > MatHeader + 8 && file[MatHeader] == 15)
        {
            using var target = new MemoryStream();
            try
            {
                using var source = new ZLibStream(new MemoryStream(file[(MatHeader + 8)..]), CompressionMode.Decompress);
                source.CopyTo(target);
            }
            catch (Exception error) when (error is InvalidDataException or IOException)
            {
                yield break; // one of the damaged ones
            }

            if (target.Length <= Mutator.MaximumLength)
            {
                yield return target.ToArray();
            }
        }
    }

    private static byte[] Compress(byte[] variable)
    {
        using var target = new MemoryStream();
        target.Write([.. new byte[124], 0, 1, (byte)'I', (byte)'M', 15, 0, 0, 0, 0, 0, 0, 0]);
        using (var source = new ZLibStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            source.Write(variable);
        }

        byte[] file = target.ToArray();
        BitConverter.TryWriteBytes(file.AsSpan(MatHeader + 4), file.Length - MatHeader - 8);
        return file;
    }
}

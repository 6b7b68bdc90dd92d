using System.IO.Compression;
using System.Text;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Images.Matlab;

namespace DiffPir.Fuzz;

/// <summary>The readers of blur kernels in the command line's floor.</summary>
public static partial class FuzzTargets
{
    private const int MatHeader = 128;

    private static readonly byte[][] MatTokens =
    [
        [14, 0, 0, 0], [15, 0, 0, 0], [9, 0, 0, 0, 8, 0, 0, 0], [5, 0, 0, 0, 8, 0, 0, 0], [6, 0, 0, 0, 8, 0, 0, 0], [1, 0, 4, 0], [2, 0, 1, 0],
        [1, 0, 0, 0, 1, 0, 0, 0], [14, 0, 0, 0, 0, 0, 0, 0], [6, 8, 0, 0], .. Texts("k", "IM", "MI", "kernels"),
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
            new("mat-compressed", inflated, MatTokens, input => ReadMat(Compress(input))) { IsRefusal = IsUnreadable },
            new("kernel-text", texts, NumberTokens, ReadKernelText) { IsRefusal = IsUnreadable },
        ];
    }

    private static bool IsUnreadable(Exception error) => error is CliException { Code: ExitCode.UnreadableInput };

    private static string ReadMat(byte[] input)
    {
        IReadOnlyList<MatArray> variables = MatFile.Read("k.mat", input);
        int kernels = 0;
        foreach (MatArray variable in variables)
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

        _ = MatKernels.Choose(new KernelSource("k.mat", Index: 1), variables);
        return $"{variables.Count} variables, {kernels} kernels";
    }

    private static string ReadKernelText(byte[] input)
    {
        (int height, int width, _) = KernelFile.ParseText("k.txt", Encoding.UTF8.GetString(input));
        return $"{height} x {width}";
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

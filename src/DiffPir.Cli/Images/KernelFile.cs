using System.Globalization;
using System.Text;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images.Matlab;
using DiffPir.Sampler;

namespace DiffPir.Cli.Images;

/// <summary>
/// Blur kernels as files: a grey picture (brightness is weight), numbers in a .txt or .csv file, one row of the kernel a line,
/// separated by blanks, commas, semicolons or tabs, or a matrix of a MAT-file. In any case the values are scaled to sum 1.
/// </summary>
internal static class KernelFile
{
    private static readonly char[] Separators = [' ', '\t', ',', ';'];

    /// <summary>Reads a kernel.</summary>
    /// <param name="text">A picture, a .txt or .csv file, or a MAT-file (<see cref="KernelSource"/>).</param>
    /// <exception cref="CliException">Unreadable, empty, too large, or with a sum that cannot be scaled to 1 (unreadable input).</exception>
    public static BlurKernel Load(string text)
    {
        var source = KernelSource.Parse(text);
        var path = source.Path;
        var (height, width, values) = source.IsMat ? MatKernels.Choose(source, MatFile.Read(path, InputFile.ReadAllBytes(path, MatFile.MaximumBytes)))
            : Path.GetExtension(path).ToLowerInvariant() is ".txt" or ".csv" ? FromText(path)
            : FromPicture(path);
        if (height > BlurKernel.MaximumSize || width > BlurKernel.MaximumSize)
        {
            throw InputFile.Unreadable(
                path, $"a kernel of {width} x {height} pixels is larger than {BlurKernel.MaximumSize} a side; is it a kernel?");
        }

        try
        {
            return BlurKernel.FromValues(height, width, values, normalize: true);
        }
        catch (ArgumentException e)
        {
            throw InputFile.Unreadable(path, $"it is no blur kernel: {e.Message}", e);
        }
    }

    /// <summary>Writes a kernel as a 16-bit grey picture whose brightest pixel is white; <see cref="Load"/> scales it back to sum 1.</summary>
    public static void Save(string path, BlurKernel kernel)
    {
        var values = kernel.Values.ToArray();
        var brightest = values.Max();
        var pixels = new PlanarImage(1, kernel.Height, kernel.Width, [.. values.Select(v => v / brightest)]);
        ImageWriter.Save(path, new Photograph(pixels, null, 16, ImageMetadata.None));
    }

    private static (int Height, int Width, float[] Values) FromPicture(string path)
    {
        const long maxPixels = (long)BlurKernel.MaximumSize * BlurKernel.MaximumSize;
        var pixels = ImageReader.Load(path, maxPixels).Pixels;
        return (pixels.Height, pixels.Width, GreyOf(pixels));
    }

    /// <summary>The mean of the channels of a picture.</summary>
    internal static float[] GreyOf(PlanarImage pixels)
    {
        var plane = pixels.Height * pixels.Width;
        var grey = new float[plane];
        for (var i = 0; i < pixels.Data.Length; i++)
        {
            grey[i % plane] += pixels.Data[i] / pixels.Channels;
        }

        return grey;
    }

    private static (int Height, int Width, float[] Values) FromText(string path) =>
        ParseText(path, Encoding.UTF8.GetString(InputFile.ReadAllBytes(path, ImageLimits.MaxTextBytes)));

    /// <summary>Numbers, one row a line.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="text">Its contents.</param>
    /// <exception cref="CliException">Something is no number, or rows differ in length (unreadable input).</exception>
    internal static (int Height, int Width, float[] Values) ParseText(string path, string text)
    {
        var values = new List<float>();
        int height = 0, width = 0, lineNumber = 0;
        foreach (var line in text.Split('\n'))
        {
            lineNumber++;
            var cells = line.Trim().Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (cells.Length == 0 || cells[0].StartsWith('#'))
            {
                continue;
            }

            if (height > 0 && cells.Length != width)
            {
                throw InputFile.Unreadable(path, $"line {lineNumber} has {cells.Length} numbers and the lines before have {width}");
            }

            width = cells.Length;
            height++;
            foreach (var cell in cells)
            {
                if (!float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !float.IsFinite(value))
                {
                    throw InputFile.Unreadable(path, $"line {lineNumber} holds '{Shorten(cell)}', which is no number");
                }

                values.Add(value);
            }
        }

        return height > 0 ? (height, width, [.. values]) : throw InputFile.Unreadable(path, "it holds no numbers");
    }

    private static string Shorten(string cell) => cell.Length <= 20 ? cell : cell[..20] + "...";
}

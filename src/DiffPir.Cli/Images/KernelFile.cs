using System.Globalization;
using System.Text;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images.Matlab;
using DiffPir.Sampler;

namespace DiffPir.Cli.Images;

/// <summary>
/// Blur kernels as files: a grey picture (brightness is weight), numbers in a .txt or .csv file (<see cref="KernelText"/>), a NumPy array
/// (<see cref="NpyFile"/>) or a matrix of a MAT-file. In any case the values are scaled to sum 1.
/// </summary>
internal static class KernelFile
{
    private const string Forms =
        "expected a grey picture (PNG, TIFF, also of floats, ...), rows of numbers (.txt, .csv), a NumPy array (.npy) or a MAT-file (.mat)";

    private const string TextExtension = ".txt";

    /// <summary>Reads a kernel; of several, the first.</summary>
    /// <param name="text">A picture, a .txt or .csv file, a NumPy array, or a MAT-file (<see cref="KernelSource"/>).</param>
    /// <exception cref="CliException">Unreadable, empty, too large, or with a sum that cannot be scaled to 1 (unreadable input).</exception>
    public static BlurKernel Load(string text) => LoadAll(text)[0];

    /// <summary>Reads a kernel, or one for each channel where the text says so.</summary>
    /// <inheritdoc cref="Load"/>
    public static IReadOnlyList<BlurKernel> LoadAll(string text) => [.. KernelSource.Parse(text).Select(LoadOne)];

    private static BlurKernel LoadOne(KernelSource source)
    {
        var (height, width, values) = Read(source);
        RequireSize(source.Path, height, width);
        try
        {
            return BlurKernel.FromValues(height, width, values, normalize: true);
        }
        catch (ArgumentException e)
        {
            throw InputFile.Unreadable(source.Path, $"it is no blur kernel: {WithoutParameter(e)}", e);
        }
    }

    /// <summary>The message as it was written: .NET adds the name of a parameter, which means nothing to who typed a file name.</summary>
    private static string WithoutParameter(ArgumentException e) =>
        e.ParamName is null ? e.Message : e.Message.Replace($" (Parameter '{e.ParamName}')", string.Empty, StringComparison.Ordinal);

    /// <summary>The extension of a file that can hold a kernel: that of a picture, or of a text where weights are negative.</summary>
    public static string ExtensionFor(BlurKernel kernel) => kernel.Values.ContainsAnyInRange(float.NegativeInfinity, -float.Epsilon) ? TextExtension : ".png";

    /// <summary>Writes a kernel.</summary>
    public static void Save(string path, BlurKernel kernel) => OutputFile.Write(path, Encode(path, kernel));

    /// <summary>
    /// The contents of a kernel's file: a 16-bit grey picture whose brightest pixel is white, or rows of numbers where the extension asks for that;
    /// <see cref="Load"/> scales it back to sum 1.
    /// </summary>
    public static byte[] Encode(string path, BlurKernel kernel)
    {
        float[] values = kernel.Values.ToArray();
        if (Path.GetExtension(path) == TextExtension)
        {
            var rows = values.Chunk(kernel.Width).Select(static row => string.Join(' ', row.Select(static v => v.ToString("R", CultureInfo.InvariantCulture))));
            return Encoding.ASCII.GetBytes(string.Join('\n', rows) + "\n");
        }

        float brightest = values.Max();
        var pixels = new PlanarImage(1, kernel.Height, kernel.Width, [.. values.Select(v => v / brightest)]);
        return ImageWriter.Encode(new Photograph(pixels, null, 16, ImageMetadata.None), ImageFormats.FromPath(path));
    }

    /// <summary>Checks the sides of a kernel.</summary>
    /// <exception cref="CliException">One is too long (unreadable input).</exception>
    internal static void RequireSize(string path, int height, int width)
    {
        if (height > BlurKernel.MaximumSize || width > BlurKernel.MaximumSize)
        {
            throw InputFile.Unreadable(
                path, $"it holds {width} x {height} values, more than {BlurKernel.MaximumSize} a side; is it a kernel?");
        }
    }

    /// <summary>The mean of the channels of a picture.</summary>
    internal static float[] GreyOf(PlanarImage pixels)
    {
        int plane = pixels.Height * pixels.Width;
        float[] grey = new float[plane];
        for (int i = 0; i < pixels.Data.Length; i++)
        {
            grey[i % plane] += pixels.Data[i] / pixels.Channels;
        }

        return grey;
    }

    private static (int Height, int Width, float[] Values) Read(KernelSource source)
    {
        string path = source.Path;
        bool isPicture = source.Plane is not null;
        switch (isPicture ? "" : Path.GetExtension(path).ToLowerInvariant())
        {
            case KernelSource.MatExtension:
                return MatKernels.Choose(source, MatFile.Read(path, InputFile.ReadAllBytes(path, MatFile.MaximumBytes)));
            case ".txt" or ".csv":
                return KernelText.Parse(path, InputFile.ReadAllBytes(path, ImageLimits.MaxTextBytes));
        }

        byte[] bytes = InputFile.ReadAllBytes(path, NpyFile.MaximumBytes);
        return NpyFile.IsOne(bytes) && !isPicture ? NpyFile.Read(source, bytes)
            : ImageFile.IsPicture(bytes) ? FromPicture(source, bytes)
            : throw InputFile.Unreadable(path, isPicture ? "it is no picture, whose three channels :rgb takes for kernels" : $"it is no kernel: {Forms}");
    }

    private static (int Height, int Width, float[] Values) FromPicture(KernelSource source, byte[] bytes)
    {
        const long maxPixels = (long)BlurKernel.MaximumSize * BlurKernel.MaximumSize;
        var pixels = ImageReader.DecodeValues(source.Path, bytes, maxPixels);
        return source.Plane is not { } plane ? (pixels.Height, pixels.Width, GreyOf(pixels))
            : plane < pixels.Channels && pixels.Channels > 1 ? (pixels.Height, pixels.Width, pixels.Channel(plane).Data)
            : throw InputFile.Unreadable(source.Path,
                "it is a grey picture, one kernel for all channels: leave :rgb out, or make a picture with three channels");
    }
}

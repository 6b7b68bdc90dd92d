using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;

namespace DiffPir.Cli.Training;

/// <summary>Photographs to train on, from a folder and those in it.</summary>
internal static class TrainingFolder
{
    // Of larger photographs the noise and the blur of pixels are seen rather than what they show.
    private const int LongestSide = 2048;
    // Below this quality the blocks of JPEG are seen, and learned; at half the size they are not.
    private const int LeastJpegQuality = 80;
    private const int HeldOutShare = 10;
    private const int MostHeldOut = 64;
    private const int MostNamed = 5;
    private const long MostBytes = 6L << 30;

    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".avif", ".heic"];

    /// <summary>Reads all photographs that are large enough; those held out come first.</summary>
    /// <param name="terminal">Is told which files are left out.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="crop">Shortest side.</param>
    /// <param name="cancellation">Looked at between files.</param>
    /// <exception cref="CliException">There is no such folder, or it holds fewer than two usable photographs, or too many.</exception>
    public static (List<(byte[] Pixels, int Height, int Width)> Photographs, int HeldOut) Read(
        Terminal terminal, string folder, int crop, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
        {
            throw new CliException(ExitCode.UnreadableInput, $"there is no folder '{folder}'; name a folder of photographs");
        }

        var files = Directory.EnumerateFileSystemEntries(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
            .Where(static path => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).ToList();
        List<(byte[], int, int)> kept = [], heldOut = [];
        var unusable = new List<string>();
        long bytes = 0;
        foreach (string? path in files)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                var (photograph, isHalved) = Load(path);
                if (Math.Min(photograph.Height, photograph.Width) < crop)
                {
                    unusable.Add(
                        $"'{path}' is smaller than a crop of {crop} pixels{(isHalved ? $" at half its size, as JPEG below quality {LeastJpegQuality} is used" : "")}");
                    continue;
                }

                bytes += photograph.Pixels.LongLength;
                ((kept.Count + heldOut.Count) % HeldOutShare == 0 && heldOut.Count < MostHeldOut ? heldOut : kept).Add(photograph);
            }
            catch (CliException e)
            {
                unusable.Add(e.Message);
            }

            if (bytes > MostBytes)
            {
                throw new CliException(
                    ExitCode.Usage, $"the photographs of '{folder}' take more than {MostBytes >> 30} GiB as pixels; use fewer or smaller ones");
            }
        }

        Warn(terminal, unusable);
        return kept.Count > 0 && heldOut.Count > 0
            ? ([.. heldOut, .. kept], heldOut.Count)
            : throw new CliException(
                ExitCode.UnreadableInput,
                $"'{folder}' holds {kept.Count + heldOut.Count} usable photographs of {files.Count} picture files, expected at least 2 with sides of {crop} pixels or more; "
                + "add photographs or use a smaller crop");
    }

    private static void Warn(Terminal terminal, List<string> unusable)
    {
        foreach (string? reason in unusable.Take(MostNamed))
        {
            terminal.Error.WriteLine($"diffpir: warning: left out: {reason}");
        }

        if (unusable.Count > MostNamed)
        {
            terminal.Error.WriteLine($"diffpir: warning: left out: {unusable.Count - MostNamed} more files");
        }
    }

    private static ((byte[] Pixels, int Height, int Width) Photograph, bool IsHalved) Load(string path)
    {
        byte[] file = InputFile.ReadAllBytes(path, ImageLimits.MaxFileBytes);
        var image = ImageReader.Decode(path, file, ImageLimits.DefaultMaxPixels).Pixels;
        bool isHalved = JpegHeader.TryRead(file) is { Tables.Quality: < LeastJpegQuality } && image.HasHalf();
        image = (isHalved ? image.Halved() : image).Within(LongestSide);
        int plane = image.Height * image.Width;
        byte[] pixels = new byte[3 * plane];
        for (int i = 0; i < plane; i++)
        {
            for (int c = 0; c < 3; c++)
            {
                pixels[(3 * i) + c] = (byte)MathF.Round(255f * image.Data[((c % image.Channels) * plane) + i]);
            }
        }

        return ((pixels, image.Height, image.Width), isHalved);
    }
}

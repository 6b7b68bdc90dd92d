using DiffPir.Cli.Hosting;
using DiffPir.Sampler;

namespace DiffPir.Cli.Images;

/// <summary>
/// Masks as pictures of two shades: white pixels are known and black ones to be filled in, or the other way round where that is said. Where
/// transparency is what differs, it is read instead: holes of a photograph are to be filled in, and so is what was painted on a transparent
/// layer.
/// </summary>
internal static class MaskFile
{
    /// <summary>Shades between these are neither black nor white.</summary>
    private const float Dark = 0.15f, Bright = 0.85f;

    /// <summary>A mask with a larger share of such shades is taken for a photograph.</summary>
    private const double MostGrey = 0.2;

    /// <summary>A smaller share is what soft edges leave.</summary>
    private const double FewGrey = 0.02;

    /// <summary>The share of opaque pixels of one colour in a painted layer; soft edges have others.</summary>
    private const double PaintShare = 0.6;

    /// <summary>What is more transparent is a hole.</summary>
    private const float Seen = Opacity.Seen;

    private const string HolesAreRead = "its transparency is read: transparent holes are to be filled in";

    /// <summary>Reads the mask of a picture.</summary>
    /// <param name="path">The mask picture.</param>
    /// <param name="height">Rows of the picture that it belongs to.</param>
    /// <param name="width">Columns of that picture.</param>
    /// <param name="maxPixels">Larger files are refused.</param>
    /// <param name="white">What white means.</param>
    /// <exception cref="CliException">
    /// Unreadable (input); another size than the picture, no mask, or one that leaves nothing known or nothing to fill in (usage).
    /// </exception>
    public static MaskReading Load(string path, int height, int width, long maxPixels, MaskMeaning white = MaskMeaning.Known)
    {
        var photograph = ImageReader.Load(path, maxPixels);
        var pixels = photograph.Pixels;
        if (pixels.Height != height || pixels.Width != width)
        {
            throw Wrong(path, $"is {pixels.Width} x {pixels.Height} pixels and the picture {width} x {height}: make a mask of the picture's size");
        }

        var remarks = new List<string>();
        bool[] known = photograph.Alpha is { } alpha && Varies(alpha)
            ? FromTransparency(path, pixels, alpha, remarks)
            : FromShades(path, KernelFile.GreyOf(pixels), white, remarks);
        if (!known.Contains(true))
        {
            throw Wrong(path, "leaves nothing known: paint white what is known and black what to fill in");
        }

        if (!known.Contains(false))
        {
            throw Wrong(path, "leaves nothing to fill in: paint white what is known and black what to fill in");
        }

        var reading = new MaskReading(new PixelMask(height, width, known), remarks);
        if (reading.KnownShare < 0.5)
        {
            remarks.Add($"{reading.Shares}; if white marks what to fill in, give --mask-is fill");
        }

        return reading;
    }

    /// <summary>The transparent holes of a picture that comes without a mask.</summary>
    /// <param name="path">The picture's file, for messages.</param>
    /// <param name="photograph">The picture.</param>
    /// <exception cref="CliException">It has none, or nothing else (usage).</exception>
    public static MaskReading OfHoles(string path, Photograph photograph)
    {
        if (photograph.Alpha is not { } alpha || alpha.Min() >= Seen)
        {
            throw NoHoles(path);
        }

        return photograph.Visible is { } seen
            ? new MaskReading(seen, [HolesAreRead])
            : throw new CliException(ExitCode.Usage, $"'{path}' is transparent everywhere, which leaves nothing known: name a picture with holes");
    }

    /// <summary>The share of a picture's pixels that its transparent holes take, from 0 to 1.</summary>
    /// <param name="photograph">The picture.</param>
    public static double HoleShare(Photograph photograph) =>
        photograph.Alpha is { } alpha ? (double)alpha.Count(static opacity => opacity < Seen) / alpha.Length : 0;

    /// <summary>The error that nothing says what to fill in.</summary>
    /// <param name="path">The picture's file.</param>
    public static CliException NoHoles(string path) => new(
        ExitCode.Usage, $"--task inpaint needs --mask, as '{path}' has no transparent holes to fill in (--mask auto finds scratches and dust)");

    /// <summary>Writes a mask as an 8-bit grey picture, white where known.</summary>
    public static void Save(string path, PixelMask mask) => OutputFile.Write(path, Encode(mask, ImageFormats.FromPath(path)));

    /// <summary>A mask as an 8-bit grey picture, white where known.</summary>
    public static byte[] Encode(PixelMask mask, ImageFormat format) => ImageWriter.Encode(
        Photograph.Of(new PlanarImage(1, mask.Height, mask.Width, [.. mask.Known.ToArray().Select(static known => known ? 1f : 0f)])), format);

    private static bool[] FromShades(string path, float[] grey, MaskMeaning white, List<string> remarks)
    {
        var (darkest, brightest) = (grey.Min(), grey.Max());
        if (brightest - darkest < 0.5f / 65535)
        {
            throw darkest < 0.5f == (white == MaskMeaning.Known)
                ? new CliException(
                    ExitCode.Usage,
                    $"no pixel of the mask '{path}' is known: its brightest is {255 * darkest:0} of 255, and so is its darkest; "
                    + "paint white what is known and black what to fill in")
                : Wrong(
                    path,
                    $"has one shade everywhere ({255 * darkest:0} of 255), which leaves nothing to fill in: paint white what is known and black "
                    + "what to fill in");
        }

        float middle = 0.5f;
        if (Array.TrueForAll(grey, shade => shade == darkest || shade == brightest))
        {
            // Two values are two values, whatever they are.
            middle = (darkest + brightest) / 2;
            if (brightest < 0.5f || darkest >= 0.5f)
            {
                remarks.Add($"its shades are {255 * darkest:0.#} and {255 * brightest:0.#} of 255; the brighter one is taken for white");
            }
        }
        else
        {
            double between = (double)grey.Count(static shade => shade is > Dark and < Bright) / grey.Length;
            if (between > MostGrey)
            {
                throw Wrong(
                    path, $"is no mask: {100 * between:0} % of its pixels are neither black nor white; paint white what is known and black what to fill in");
            }

            if (between > FewGrey)
            {
                remarks.Add($"{100 * between:0} % of its pixels are neither black nor white; those brighter than the middle are taken for white");
            }
        }

        return [.. grey.Select(shade => shade >= middle == (white == MaskMeaning.Known))];
    }

    /// <summary>Transparent holes in a photograph, or paint on a transparent layer.</summary>
    private static bool[] FromTransparency(string path, PlanarImage pixels, float[] alpha, List<string> remarks)
    {
        float[] grey = KernelFile.GreyOf(pixels);
        float[] seen = [.. grey.Where((_, i) => alpha[i] >= Seen)];
        if (seen.Length == 0)
        {
            throw Wrong(path, "is transparent everywhere: paint black what to fill in on white");
        }

        if (seen.Min() < Dark && seen.Max() > Bright && Array.TrueForAll(seen, static shade => shade is <= Dark or >= Bright))
        {
            throw Wrong(path, "has black, white and transparent parts, which leaves open what counts: save it without transparency");
        }

        int commonest = seen.GroupBy(static shade => MathF.Round(shade * 255)).Max(static shades => shades.Count());
        bool isPaint = commonest >= PaintShare * seen.Length;
        remarks.Add(isPaint
            ? "its transparency is read: what is painted is to be filled in"
            : HolesAreRead);
        return [.. alpha.Select(opacity => opacity >= Seen != isPaint)];
    }

    private static bool Varies(float[] alpha) => alpha.Min() < Seen && alpha.Max() >= Seen;

    private static CliException Wrong(string path, string problem) => new(ExitCode.Usage, $"the mask '{path}' {problem}");
}

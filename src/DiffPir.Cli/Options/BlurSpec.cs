using System.Globalization;
using DiffPir.Sampler;
using DiffPir.Words;

namespace DiffPir.Cli.Options;

/// <summary>A blur named on the command line.</summary>
/// <param name="Kind">Its shape.</param>
/// <param name="Amount">Gaussian: standard deviation in pixels; motion: intensity in (0,1]; disk: radius; line: length in pixels.</param>
/// <param name="Angle">Line: its direction in degrees, counter-clockwise from the horizontal; else 0.</param>
/// <param name="Size">Gaussian and motion: side of the square kernel in pixels, odd; the others take what they need.</param>
internal sealed record BlurSpec(BlurKind Kind, double Amount, double Angle, int Size)
{
    /// <summary>Side of the kernel unless another is asked for; the size of the published experiments.</summary>
    public const int DefaultSize = 61;

    /// <summary>The blur that is to be found out from the picture.</summary>
    public static BlurSpec Auto { get; } = new(BlurKind.Auto, 0, 0, DefaultSize);

    /// <summary>The forms that <see cref="TryParse"/> understands, for messages and help.</summary>
    public const string Syntax = "gaussian:STD[:SIZE], motion:INTENSITY[:SIZE], disk:RADIUS, line:LENGTH:DEGREES or auto";

    /// <summary>How each of these forms begins.</summary>
    public static string[] Forms { get; } = ["gaussian:", "motion:", "disk:", "line:", OptionFactory.Auto];

    /// <summary>Parses a blur.</summary>
    /// <param name="text">The option's value.</param>
    /// <param name="spec">The blur, when true is returned.</param>
    /// <param name="problem">What is wrong, when false is returned.</param>
    public static bool TryParse(string text, out BlurSpec spec, out string problem)
    {
        if (text == OptionFactory.Auto)
        {
            (spec, problem) = (Auto, "");
            return true;
        }

        spec = new BlurSpec(BlurKind.Gaussian, 1, 0, DefaultSize);
        string[] parts = text.Split(':');
        (BlurKind Kind, double Least, double Most, string What)? range = (parts[0], parts.Length) switch
        {
            ("gaussian", 2 or 3) => (BlurKind.Gaussian, 0.01, 100, "standard deviation of a Gaussian blur, in pixels"),
            ("motion", 2 or 3) => (BlurKind.Motion, 0.001, 1, "intensity of a motion blur"),
            ("disk", 2) => (BlurKind.Disk, 0.5, 100, "radius of a disk, in pixels"),
            ("line", 3) => (BlurKind.Line, 1, 200, "length of a line, in pixels"),
            _ => null,
        };
        if (range is not { } blur)
        {
            string[] names = [.. Forms.Select(static form => form.TrimEnd(':'))];
            problem = $"'{text}' is no blur: write {Syntax}{(names.Contains(parts[0]) ? "" : NearestWord.Hint(parts[0], names))}";
            return false;
        }

        if (!TryNumber(text, parts[1], out double amount, out problem))
        {
            return false;
        }

        if (!(amount >= blur.Least && amount <= blur.Most))
        {
            problem = $"the {blur.What}, is {parts[1]} and must be from {blur.Least} to {blur.Most}";
            return false;
        }

        var (angle, size) = (0.0, DefaultSize);
        if (blur.Kind == BlurKind.Line && !TryNumber(text, parts[2], out angle, out problem))
        {
            return false;
        }

        if (blur.Kind != BlurKind.Line && parts.Length == 3 && !TrySize(parts[2], out size))
        {
            problem = $"the size '{parts[2]}' of a blur must be an odd number from 3 to 1023";
            return false;
        }

        spec = new BlurSpec(blur.Kind, amount, angle, size);
        return true;
    }

    /// <summary>The kernel; <paramref name="seed"/> chooses the path of a motion blur.</summary>
    public BlurKernel ToKernel(ulong seed) => Kind switch
    {
        BlurKind.Motion => BlurKernel.Motion(Size, Amount, seed),
        BlurKind.Disk => BlurShapes.Disk(Amount),
        BlurKind.Line => BlurShapes.Line(Amount, Angle),
        BlurKind.Auto => throw new InvalidOperationException("the blur is to be found out first"),
        _ => BlurKernel.Gaussian(Size, Amount),
    };

    private static bool TryNumber(string text, string part, out double value, out string problem)
    {
        bool isNumber = double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
        problem = isNumber ? "" : $"'{part}' in '{text}' is no number: write {Syntax}";
        return isNumber;
    }

    private static bool TrySize(string text, out int size) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size) && size is >= 3 and <= 1023 && size % 2 == 1;
}

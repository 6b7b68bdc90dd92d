using System.Globalization;
using DiffPir.Sampler;

namespace DiffPir.Cli.Options;

/// <summary>A blur named on the command line: <c>gaussian:STD[:SIZE]</c> or <c>motion:INTENSITY[:SIZE]</c>.</summary>
/// <param name="IsMotion">True for a random hand-shake path, false for a Gaussian.</param>
/// <param name="Amount">Standard deviation in pixels, or intensity in (0,1].</param>
/// <param name="Size">Side of the square kernel in pixels, odd.</param>
internal sealed record BlurSpec(bool IsMotion, double Amount, int Size)
{
    /// <summary>Side of the kernel unless another is asked for; the size of the published experiments.</summary>
    public const int DefaultSize = 61;

    /// <summary>The forms that <see cref="TryParse"/> understands, for messages and help.</summary>
    public const string Syntax = "gaussian:STD[:SIZE] or motion:INTENSITY[:SIZE]";

    /// <summary>Parses a blur.</summary>
    /// <param name="text">The option's value.</param>
    /// <param name="spec">The blur, when true is returned.</param>
    /// <param name="problem">What is wrong, when false is returned.</param>
    public static bool TryParse(string text, out BlurSpec spec, out string problem)
    {
        spec = new BlurSpec(false, 1, DefaultSize);
        problem = "";
        var parts = text.Split(':');
        if (parts.Length is not (2 or 3) || parts[0] is not ("gaussian" or "motion"))
        {
            problem = $"'{text}' is no blur: write {Syntax}";
            return false;
        }

        if (!double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var amount))
        {
            problem = $"'{parts[1]}' in '{text}' is no number: write {Syntax}";
            return false;
        }

        var isMotion = parts[0] == "motion";
        var most = isMotion ? 1 : 100;
        if (!(amount > 0 && amount <= most))
        {
            problem = isMotion
                ? $"the intensity {parts[1]} of a motion blur must be above 0 and at most 1"
                : $"the standard deviation {parts[1]} of a Gaussian blur must be above 0 and at most 100 pixels";
            return false;
        }

        var size = DefaultSize;
        if (parts.Length == 3
            && !(int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out size) && size is >= 3 and <= 1023 && size % 2 == 1))
        {
            problem = $"the size '{parts[2]}' of a blur must be an odd number from 3 to 1023";
            return false;
        }

        spec = new BlurSpec(isMotion, amount, size);
        return true;
    }

    /// <summary>The kernel; <paramref name="seed"/> chooses the path of a motion blur.</summary>
    public BlurKernel ToKernel(ulong seed) => IsMotion ? BlurKernel.Motion(Size, Amount, seed) : BlurKernel.Gaussian(Size, Amount);
}

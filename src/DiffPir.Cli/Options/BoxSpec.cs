using System.Globalization;

namespace DiffPir.Cli.Options;

/// <summary>A hole named on the command line: <c>SIDE</c> or <c>WIDTHxHEIGHT</c>, in pixels.</summary>
/// <param name="Width">Columns of the hole.</param>
/// <param name="Height">Rows of the hole.</param>
internal sealed record BoxSpec(int Width, int Height)
{
    /// <summary>Parses a hole; false when the text is none.</summary>
    public static bool TryParse(string text, out BoxSpec spec)
    {
        spec = new BoxSpec(1, 1);
        string[] sides = text.Split('x');
        if (sides.Length is not (1 or 2)
            || !int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            || !int.TryParse(sides[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int height)
            || width < 1 || height < 1)
        {
            return false;
        }

        spec = new BoxSpec(width, height);
        return true;
    }
}

using System.CommandLine;

namespace DiffPir.Cli.Options;

/// <summary>Holes that are made in pictures to try inpainting on.</summary>
internal static class HoleOptions
{
    /// <summary>A rectangle.</summary>
    public static Option<BoxSpec?> Box()
    {
        var option = new Option<BoxSpec?>("--box")
        {
            Description = "inpaint: a hole of this size at a random place, SIDE or WIDTHxHEIGHT",
            HelpName = "size",
        };
        option.CustomParser = static result =>
        {
            if (!BoxSpec.TryParse(result.Tokens[0].Value, out var box))
            {
                result.AddError($"--box is '{result.Tokens[0].Value}' and must be SIDE or WIDTHxHEIGHT in pixels, for example 128 or 96x64");
            }

            return box;
        };
        return option;
    }

    /// <summary>Single pixels.</summary>
    public static Option<double?> Random() =>
        OptionFactory.Real("--random", "inpaint: share of pixels to remove at random places, above 0 and below 1", 0, 0.999, exclusive: true);
}

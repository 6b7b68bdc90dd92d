using System.Globalization;

namespace DiffPir.Fuzz;

/// <summary>What a run is to do.</summary>
/// <param name="Fixtures">The folder tests/fixtures.</param>
/// <param name="Output">The folder for inputs that are findings, and for the summary.</param>
/// <param name="Executions">Executions of each target; null without such a limit.</param>
/// <param name="Seconds">Seconds of all targets together; null without such a limit.</param>
/// <param name="Seed">Chooses the mutations.</param>
/// <param name="Target">The only target; null for all.</param>
internal sealed record FuzzOptions(string Fixtures, string Output, long? Executions, double? Seconds, int Seed, string? Target)
{
    /// <summary>How the program is called.</summary>
    public const string Usage =
        "usage: DiffPir.Fuzz FIXTURES OUTPUT (--executions N | --seconds N) [--seed N] [--target NAME]\n       DiffPir.Fuzz instrument FOLDER";

    /// <summary>Reads the command line.</summary>
    /// <returns>Null if it is none of <see cref="Usage"/>.</returns>
    public static FuzzOptions? Parse(string[] args)
    {
        if (args.Length < 4 || args.Length % 2 != 0)
        {
            return null;
        }

        var options = new FuzzOptions(args[0], args[1], null, null, 1, null);
        for (int i = 2; i < args.Length; i += 2)
        {
            string value = args[i + 1];
            var next = args[i] switch
            {
                "--executions" when long.TryParse(value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out long count) && count > 0 =>
                    options with { Executions = count },
                "--seconds" when double.TryParse(value, CultureInfo.InvariantCulture, out double seconds) && seconds > 0 =>
                    options with { Seconds = seconds },
                "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out int seed) => options with { Seed = seed },
                "--target" => options with { Target = value },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            options = next;
        }

        return (options.Executions ?? options.Seconds) is null ? null : options;
    }
}

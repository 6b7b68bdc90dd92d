using DiffPir.Cli.Hosting;
using DiffPir.Sampler;

namespace DiffPir.Cli.Options;

/// <summary>What <see cref="Quality"/> means for the methods that the program takes unless told otherwise.</summary>
internal static class QualitySettings
{
    private const int FastSteps = 10, BalancedSteps = 20, BestSamples = 4;

    /// <summary>The settings by name; empty where a quality is the method's own defaults.</summary>
    /// <param name="method">The method.</param>
    /// <param name="quality">The quality.</param>
    /// <param name="isDrawn">True where several pictures are drawn and averaged anyway.</param>
    /// <exception cref="CliException">The method has no such settings (usage).</exception>
    public static IReadOnlyList<(string Name, int Value)> Of(string method, Quality quality, bool isDrawn = false) => (method, quality) switch
    {
        (RestorationDefaults.Method, Quality.Fast) => [("steps", FastSteps)],
        (RestorationDefaults.Method, Quality.Best) => [("steps", BalancedSteps), ("samples", isDrawn ? 1 : BestSamples)],
        (RestorationDefaults.Method, _) => [("steps", BalancedSteps)],

        // The mean needs no sampling; where noise was clipped it asks the prior twice.
        (RestorationDefaults.DenoisingMethod, Quality.Fast) => [("steps", 1)],
        (RestorationDefaults.DenoisingMethod, _) => [],

        // Draws nothing that could be averaged.
        (RestorationDefaults.FillingMethod, Quality.Fast) => [("steps", 8)],
        (RestorationDefaults.FillingMethod, _) => [],

        // The mean of its steps already.
        (RestorationDefaults.JpegMethod, Quality.Fast) => [("steps", 3)],
        (RestorationDefaults.JpegMethod, _) => [],
        _ => throw new CliException(
            ExitCode.Usage,
            $"--quality names settings of {RestorationDefaults.Method}, {RestorationDefaults.DenoisingMethod}, {RestorationDefaults.FillingMethod} and {RestorationDefaults.JpegMethod}, not of {method}; give --steps"),
    };

    /// <summary>Options with the settings of a quality.</summary>
    /// <exception cref="CliException">The method has no such settings (usage).</exception>
    public static MethodOptions Apply(MethodOptions options, Quality quality, bool isDrawn = false) => Of(options.Method, quality, isDrawn).Aggregate(
        options, static (changed, setting) => MethodSettings.With(changed, setting.Name, FormattableString.Invariant($"{setting.Value}")));
}

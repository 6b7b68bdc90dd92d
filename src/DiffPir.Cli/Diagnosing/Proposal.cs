using System.Globalization;
using DiffPir.Cli.Options;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Cli.Diagnosing;

/// <summary>The one thing to do about what a diagnosis found.</summary>
internal static class Proposal
{
    /// <summary>
    /// What to do as lines of a job, task first; null where nothing is wrong. Blur comes before noise: removing it takes the noise into account.
    /// A compression whose steps the pixels do not show, as of colours that are not YCbCr, is taken for noise.
    /// </summary>
    public static IReadOnlyList<(string Key, string Value)>? SettingsFor(PhotographTraces traces) => traces.Diagnosis switch
    {
        { IsBlurred: true, Blur.Family: BlurFamily.Shake } => [("task", "deblur"), ("blur", OptionFactory.Auto)],
        { IsBlurred: true } found =>
            [("task", "deblur"), ("blur", Text(found.Blur)),
                ("noise", Number(AssumedNoise.ToInvert(found.Noise, found.Jpeg).Level))],
        { IsCompressed: true } when traces.ShowsSteps => [("task", "jpeg")],
        { IsCompressed: true } or { IsNoisy: true } => [("task", "denoise"), ("noise", Number(traces.Diagnosis.NoiseToAssume))],
        _ => null,
    };

    /// <summary>Arguments of <c>restore</c> for a picture, without the program's name; null where nothing is wrong.</summary>
    public static IReadOnlyList<string>? For(string input, string output, PhotographTraces traces) => SettingsFor(traces) is { } settings
        ? ["restore", input, "-o", output, .. settings.SelectMany(static line => (string[])[$"--{line.Key}", line.Value])]
        : null;

    /// <summary>The command as it is typed, with quotes where a shell needs them.</summary>
    public static string ToLine(IReadOnlyList<string> arguments) => $"diffpir {string.Join(' ', arguments.Select(Quote))}";

    /// <summary>photo-fixed.png beside photo.jpg; a name that no picture is damaged by being compressed again.</summary>
    public static string OutputFor(string input) => Path.ChangeExtension(input, null) + "-fixed.png";

    private static string Text(BlurEstimate blur) => blur.Family switch
    {
        BlurFamily.Gaussian => $"gaussian:{Number(blur.Width)}",
        BlurFamily.Disk => $"disk:{Number(blur.Width)}",
        _ => $"line:{Number(blur.Width)}:{Number(blur.Degrees)}",
    };

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Quote(string argument) =>
        argument.All(static c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or ',' or '+') ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

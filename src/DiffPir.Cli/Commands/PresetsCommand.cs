using System.CommandLine;
using System.Globalization;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Sampler;

namespace DiffPir.Cli.Commands;

/// <summary><c>presets</c>: every setting that <c>restore</c> takes where the command line leaves it out.</summary>
internal static class PresetsCommand
{
    // The noise of published tables, and none.
    private static readonly double[] NoiseLevels = [12.75, 0];

    private static readonly (string Name, Preset Preset, bool IsBuiltin)[] Presets =
    [
        ("auto, built-in prior", Preset.Auto, true), ("auto, published prior", Preset.Auto, false), ("paper", Preset.Paper, false),
    ];

    private static readonly (string Name, Degradation Degradation)[] Tasks =
    [
        ("deblur", new Deblurring(BlurKernel.Gaussian(9, 1.5))),
        ("sr", new SuperResolution(4)),
        ("inpaint, single pixels", new Inpainting(PixelMask.Random(64, 64, 0.5, 0))),
        ("inpaint, a hole", new Inpainting(PixelMask.Box(64, 64, 32, 32, 0))),
        ("denoise", new Denoising()),
        ("colorize", new Colourisation()),
    ];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var json = OptionFactory.Switch("--json", "print the result as one line of JSON");
        var command = new Command("presets", "List what --preset and --quality stand for: every setting, for each task with noise 12.75 and without.") { json };
        command.SetWork((parse, _) =>
        {
            var entries = Presets.SelectMany(static preset => EntriesOf(preset.Name, preset.Preset, preset.IsBuiltin)).ToList();
            if (parse.GetValue(json))
            {
                JsonLine.Write(terminal.Output,
                    new { presets = entries, qualities = Qualities().Select(static one => new { one.Quality, one.Method, one.Settings }) });
            }
            else
            {
                Write(terminal.Output, entries);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static IEnumerable<Entry> EntriesOf(string name, Preset preset, bool isBuiltin) =>
        from task in Tasks
        from noise in NoiseLevels
        where task.Degradation is not Denoising || noise > 0
        let settings = isBuiltin ? PriorSettings.BuiltIn : null
        let method = SamplingDefaults.MethodFor(preset, task.Degradation, noise, settings, isSampled: false)
        let options = SamplingDefaults.For(method, preset, task.Degradation, noise, settings)
        select new Entry(name, task.Name, noise, method, MethodSettings.Describe(options)
            .ToDictionary(static one => one.Name, static one => one.Value.Trim('"')));

    private static IEnumerable<(string Quality, string Method, Dictionary<string, int> Settings)> Qualities() =>
        from quality in Enum.GetValues<Quality>()
        from method in (string[])[RestorationDefaults.Method, RestorationDefaults.DenoisingMethod, RestorationDefaults.FillingMethod,
            RestorationDefaults.JpegMethod]
        let settings = QualitySettings.Of(method, quality)
        select (quality.ToString().ToLowerInvariant(), method, settings.ToDictionary(static one => one.Name, static one => one.Value));

    private static void Write(TextWriter output, IEnumerable<Entry> entries)
    {
        foreach (var preset in entries.GroupBy(static entry => entry.Preset))
        {
            output.WriteLine($"preset {preset.Key}");
            foreach (var entry in preset)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {entry.Task}, noise {entry.Noise}: {entry.Method}"));
                output.WriteLine($"    {string.Join(", ", entry.Settings.Select(static setting => $"{setting.Key} {setting.Value}"))}");
            }
        }

        output.WriteLine("quality, over a preset other than paper");
        foreach (var (quality, method, settings) in Qualities())
        {
            output.WriteLine($"  {quality}, {method}: {(settings.Count > 0 ? string.Join(", ", settings.Select(static one => $"{one.Key} {one.Value}")) : "as the preset")}");
        }
    }

    private sealed record Entry(string Preset, string Task, double Noise, string Method, Dictionary<string, string> Settings);
}

using System.CommandLine;
using System.Globalization;
using DiffPir.Cli.Hosting;
using DiffPir.Sampler;
using DiffPir.Words;

namespace DiffPir.Cli.Options;

/// <summary>The sampler's settings; what is left out depends on the model and the task (<see cref="SamplingDefaults"/>).</summary>
internal sealed class SamplingOptions
{
    /// <summary>Network evaluations.</summary>
    public Option<long?> Steps { get; } = OptionFactory.Whole("--steps", "network evaluations (20; the paper's figures use 100)", 2, 1000);

    /// <summary>Seed of all noise.</summary>
    public Option<long?> Seed { get; } = OptionFactory.Whole(
        "--seed", "seed of all noise; the same seed gives the same picture up to rounding on every device (0)", 0, long.MaxValue);

    /// <summary>Weight of the measurement.</summary>
    public Option<double?> Lambda { get; } =
        OptionFactory.Real("--lambda", "how far the prior may pull away from the measurement (by model and task)", 0, 1e6, exclusive: true);

    /// <summary>Share of fresh noise.</summary>
    public Option<double?> Zeta { get; } =
        OptionFactory.Real("--zeta", "share of fresh noise in each step, 0 (deterministic) to 1 (by model and task)", 0, 1);

    /// <summary>DDIM eta.</summary>
    public Option<double?> Eta { get; } = OptionFactory.Real("--eta", "stochasticity of the predicted part of the noise (0)", 0, 1);

    /// <summary>Spacing of the timesteps.</summary>
    public Option<StepSpacing?> Skip { get; } = OptionFactory.Word(
        "--skip", "spacing of the steps (quad: dense where little noise is left)", ("quad", StepSpacing.Quadratic), ("uniform", StepSpacing.Uniform));

    /// <summary>Where the rest comes from.</summary>
    public Option<Preset?> Preset { get; } = OptionFactory.Word(
        "--preset",
        "settings left out: auto (by model and task) or paper (the published program, for published models: 100 steps, returns the last "
        + "iterate, periodic edges)",
        ("auto", Options.Preset.Auto),
        ("paper", Options.Preset.Paper));

    /// <summary>How much work.</summary>
    public Option<Quality?> Quality { get; } = OptionFactory.Word(
        "--quality",
        "fast (10 steps), balanced (20 steps) or best (the mean of 4 pictures of 20 steps each); 'diffpir presets' lists what each stands for",
        ("fast", Options.Quality.Fast),
        ("balanced", Options.Quality.Balanced),
        ("best", Options.Quality.Best));

    /// <summary>The method.</summary>
    public Option<string?> Method { get; } = CreateMethod();

    /// <summary>Whether denoising shall sample.</summary>
    public Option<bool> Texture { get; } = OptionFactory.Switch(
        "--texture", "denoising draws a likely picture with texture; otherwise it takes the mean of them, the smallest error, many times faster");

    /// <summary>Settings of the method by name.</summary>
    public Option<string[]> Setting { get; } = new("--option")
    {
        Description = "a setting of the method by its name, for example --option tau=0.8; may be repeated",
        HelpName = "name=value",
    };

    /// <summary>Adds all to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[Method, Preset, Quality, Texture, Steps, Seed, Lambda, Zeta, Eta, Skip, Setting])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(Quality) is { Tokens.Count: 1 } && result.GetResult(Preset) is { Tokens: [{ Value: "paper" }] })
            {
                result.AddError("--quality and --preset paper both say how many steps: leave one of them out");
            }
        });
    }

    /// <summary>The seed of a parsed command line.</summary>
    public ulong ReadSeed(ParseResult parse) => (ulong)(parse.GetValue(Seed) ?? 0);

    /// <summary>The preset of a parsed command line.</summary>
    public Preset ReadPreset(ParseResult parse) => parse.GetValue(Preset) ?? Options.Preset.Auto;

    /// <summary>The method's options for one task: the defaults of its preset with what the command line says.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="degradation">What to undo.</param>
    /// <param name="noise">Standard deviation of the noise in grey levels.</param>
    /// <param name="model">The prior.</param>
    /// <param name="isDrawn">True where several pictures are drawn, which only a method that samples can do.</param>
    /// <exception cref="SamplerException">The method has no such setting.</exception>
    public MethodOptions Read(ParseResult parse, Degradation degradation, double noise, ModelChoice model, bool isDrawn = false)
    {
        (string Name, string Value)[] given = [.. Given(parse)];
        var preset = ReadPreset(parse);
        string method = parse.GetValue(Method)
            ?? (degradation is JpegCompression && !isDrawn && !parse.GetValue(Texture) ? RestorationDefaults.JpegMethod : null)
            ?? DefaultMethod(preset, degradation, noise, model, isDrawn || parse.GetValue(Texture), [.. given.Select(static setting => setting.Name)]);
        var options = SamplingDefaults.For(method, preset, degradation, noise, model.Settings);
        if (parse.GetValue(Quality) is { } quality)
        {
            options = QualitySettings.Apply(options, quality, isDrawn);
        }

        return given.Aggregate(options, static (changed, setting) => MethodSettings.With(changed, setting.Name, setting.Value));
    }

    // Settings ask for the sampler, unless only the method that is taken without them has them.
    private static string DefaultMethod(
        Preset preset, Degradation degradation, double noise, ModelChoice model, bool isSampled, string[] given)
    {
        string without = MethodFor(isSampled), sampler = MethodFor(isSampled: true);
        return given.Length == 0 || (given.All(SettingsOf(without).Contains) && !given.All(SettingsOf(sampler).Contains)) ? without : sampler;

        string MethodFor(bool isSampled) => SamplingDefaults.MethodFor(preset, degradation, noise, model.Settings, isSampled);
        HashSet<string> SettingsOf(string method) =>
            [.. MethodSettings.Describe(SamplingDefaults.For(method, preset, degradation, noise, model.Settings)).Select(static setting => setting.Name)];
    }

    private IEnumerable<(string Name, string Value)> Given(ParseResult parse)
    {
        (string Name, IFormattable? Value)[] named =
        [
            ("steps", parse.GetValue(Steps)), ("lambda", parse.GetValue(Lambda)), ("zeta", parse.GetValue(Zeta)), ("eta", parse.GetValue(Eta)),
        ];
        foreach (var (name, value) in named)
        {
            if (value is not null)
            {
                yield return (name, value.ToString(null, CultureInfo.InvariantCulture));
            }
        }

        if (parse.GetValue(Skip) is { } spacing)
        {
            yield return ("spacing", spacing == StepSpacing.Uniform ? "uniform" : "quadratic");
        }

        foreach (string? setting in parse.GetValue(Setting) ?? [])
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            yield return equals > 0
                ? (setting[..equals], setting[(equals + 1)..])
                : throw new CliException(ExitCode.Usage, $"--option is '{setting}' and must be NAME=VALUE, for example tau=0.8");
        }
    }

    private static Option<string?> CreateMethod()
    {
        string[] names = [.. RestorationMethods.All.Select(static method => method.Name)];
        var option = new Option<string?>("--method")
        {
            Description = $"the method ({RestorationDefaults.Method}; {RestorationDefaults.DenoisingMethod} for noise, alone or around holes, {RestorationDefaults.FillingMethod} for many scattered missing pixels); see docs/methods",
            HelpName = string.Join('|', names),
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !names.Contains(token.Value))
            {
                result.AddError($"--method is '{token.Value}' and must be one of {string.Join(", ", names)}{NearestWord.Hint(token.Value, names)}");
            }
        });
        return option.Completing(names);
    }
}

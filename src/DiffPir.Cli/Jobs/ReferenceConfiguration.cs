using System.Globalization;
using DiffPir.Cli.Hosting;
using DiffPir.Words;

namespace DiffPir.Cli.Jobs;

/// <summary>
/// A configuration file of the published program, main_ddpir.py. All of its keys are known; those that ask for what is not done here are refused
/// rather than ignored, and those without influence on pictures are passed over.
/// </summary>
internal sealed class ReferenceConfiguration
{
    // What the program's default is where a file leaves the key out, as text; null where it has none.
    private static readonly Dictionary<string, string?> Known = new(StringComparer.Ordinal)
    {
        ["task"] = null, ["seed"] = "42", ["noise_level_img"] = "0", ["noise_level_model"] = "noise_level_img", ["model_name"] = "diffusion_ffhq_10m",
        ["testset_name"] = "demo_test", ["num_train_timesteps"] = "1000", ["iter_num"] = "100", ["iter_num_U"] = "1", ["batch_size"] = "1",
        ["save_L"] = "true", ["save_E"] = "true", ["save_LEH"] = "false", ["save_progressive"] = "false", ["lambda_"] = "1", ["zeta"] = "0.25",
        ["sub_1_analytic"] = "true", ["log_process"] = "false", ["ddim_sample"] = "false", ["model_output_type"] = "pred_xstart",
        ["generate_mode"] = "DiffPIR", ["skip_type"] = "quad", ["eta"] = "0", ["guidance_scale"] = "1", ["n_channels"] = "3", ["cwd"] = "",
        ["calc_LPIPS"] = "true", ["beta_start"] = "0.0001", ["beta_end"] = "0.02", ["noise_init_img"] = "max", ["skip_noise_model_t"] = "false",
        ["sf"] = "1", ["sr_mode"] = "blur", ["inIter"] = "1", ["gamma"] = "0.01", ["use_DIY_kernel"] = "true", ["blur_mode"] = "Gaussian",
        ["kernel_size"] = "61", ["kernel_std"] = null, ["load_mask"] = "false", ["mask_name"] = "", ["mask_type"] = "random",
        ["mask_len_range"] = null, ["mask_prob_range"] = null, ["save_progressive_mask"] = "false",
    };

    // Keys that may have one value only: what the others ask for is not done here.
    private static readonly (string Key, string Value, string Why)[] Fixed =
    [
        ("n_channels", "3", "the prior's pictures have three channels, and grey files are restored as they are"),
        ("num_train_timesteps", "1000", "the schedule belongs to the prior here"),
        ("beta_start", "0.0001", "the schedule belongs to the prior here"),
        ("beta_end", "0.02", "the schedule belongs to the prior here"),
    ];

    private readonly string _path;
    private readonly Dictionary<string, object?> _values;

    private ReferenceConfiguration(string path, Dictionary<string, object?> values) => (_path, _values) = (path, values);

    /// <summary>The keys of the program.</summary>
    public static IReadOnlyCollection<string> Keys => Known.Keys;

    /// <summary>Reads the lines of a file.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="values">What it says.</param>
    /// <exception cref="CliException">It has an unknown key, or asks for what is not done here.</exception>
    public static ReferenceConfiguration Of(string path, Dictionary<string, object?> values)
    {
        foreach (string? key in values.Keys.Where(static key => !Known.ContainsKey(key)))
        {
            throw InputFile.Unreadable(path, NearestWord.Missing(key, Known.Keys));
        }

        var self = new ReferenceConfiguration(path, values);
        foreach (var (key, value, why) in Fixed)
        {
            if (values.ContainsKey(key) && !self.Is(key, value))
            {
                throw self.Refused(key, $"only {value} is done here: {why}");
            }
        }

        return self;
    }

    /// <summary>A value as text.</summary>
    public string Text(string key) => _values.TryGetValue(key, out object? value)
        ? value as string ?? throw Refused(key, "it must be a single value")
        : Known[key] ?? throw InputFile.Unreadable(_path, $"'{key}' is missing");

    /// <summary>A value that is one of a few words.</summary>
    public string Word(string key, params string[] words) =>
        words.Contains(Text(key)) ? Text(key) : throw Refused(key, $"it must be one of {string.Join(", ", words)}");

    /// <summary>A number in a range.</summary>
    public double Number(string key, double least, double most) =>
        double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= least && number <= most
            ? number
            : throw Refused(key, $"it must be a number from {least} to {most}");

    /// <summary>The first number of a list; the program draws between the two of a range.</summary>
    public double First(string key, double least, double most, double absent)
    {
        if (!_values.TryGetValue(key, out object? value))
        {
            return absent;
        }

        return value is List<object?> { Count: 2 } range
            && double.TryParse(range[0] as string, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= least && number <= most
                ? number
                : throw Refused(key, $"it must be two numbers, the first from {least} to {most}");
    }

    /// <summary>Whether a key is there with a value.</summary>
    public bool Has(string key) => _values.GetValueOrDefault(key) is not null;

    /// <summary>Whether a value is this word, or this number.</summary>
    public bool Is(string key, string value) => string.Equals(Text(key), value, StringComparison.OrdinalIgnoreCase)
        || (double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double a)
            && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double b) && Math.Abs(a - b) <= 1e-12);

    /// <summary>The error that a value asks for what is not done.</summary>
    public CliException Refused(string key, string why) =>
        InputFile.Unreadable(_path, $"{key} is '{_values.GetValueOrDefault(key) as string ?? "a list"}', but {why}");
}

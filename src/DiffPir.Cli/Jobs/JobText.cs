using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;
using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Sampler;

namespace DiffPir.Cli.Jobs;

/// <summary>Writes a job as the YAML that <see cref="JobFile"/> reads: every value that was used, defaults included.</summary>
internal static partial class JobText
{
    /// <summary>The text.</summary>
    /// <param name="job">The values used.</param>
    /// <param name="task">The files it names.</param>
    /// <param name="blur">The blur by name as it was given, or null.</param>
    /// <param name="model">The prior as it was given.</param>
    /// <param name="network">What was told of the prior; null for nothing.</param>
    /// <param name="precision">How convolutions multiplied; null to leave it to the device.</param>
    /// <param name="nameOf">What a file is called in the text; null for its full path.</param>
    public static string Of(RestorationJob job, TaskChoice task, string? blur, string model, UNetOptions? network = null, Precision? precision = null,
        Func<string, string>? nameOf = null)
    {
        nameOf ??= Path.GetFullPath;
        var text = new StringBuilder();
        void Add(string key, string? value)
        {
            if (value is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $"{key}: {Quoted(value)}\n");
            }
        }

        Add("task", TaskRules.Word(task.Kind));
        Add("scale", task.Scale > 1 ? task.Scale.ToString(CultureInfo.InvariantCulture) : null);
        Add("reduction", task.Reduction == Reduction.Average ? "average" : null);
        Add("blur", blur);
        Add("kernel", task.KernelPath is { } kernel ? nameOf(kernel) : null);
        Add("kernel-flip", task.TurnsKernel ? "true" : null);
        Add("mask", task.MaskPath is { } mask ? nameOf(mask) : task.FindsMask ? OptionFactory.Auto : null); // what no file keeps is found again
        Add("mask-is", task.MaskPath is not null && task.White == MaskMeaning.Fill ? "fill" : null);
        Add("noise", job.Noise.ToString(CultureInfo.InvariantCulture));
        Add("boundary", task.Kind is TaskKind.Deblur or TaskKind.SuperResolution ? Word(job.Degradation.Boundary) : null);
        Add("model", ModelOptions.BuiltinPaths.ContainsKey(model) ? model : nameOf(model));
        Add("head-channels", network?.HeadChannels?.ToString(CultureInfo.InvariantCulture));
        Add("heads", network?.Heads?.ToString(CultureInfo.InvariantCulture));
        Add("attention-order", network?.AttentionOrder?.ToString().ToLowerInvariant());
        Add("schedule", network?.Schedule?.ToString().ToLowerInvariant());
        Add("train-steps", network?.TrainingSteps?.ToString(CultureInfo.InvariantCulture));
        Add("class", network?.Class?.ToString(CultureInfo.InvariantCulture));
        Add("precision", precision?.ToString().ToLowerInvariant());
        Add("tile", (job.Tile ?? 0).ToString(CultureInfo.InvariantCulture));
        Add("seed", job.Seed.ToString(CultureInfo.InvariantCulture));
        Add("method", job.Options.Method);
        text.Append("options:\n");
        foreach (var (name, value) in MethodSettings.Describe(job.Options))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {name}: {(value.StartsWith('{') ? $"'{value}'" : value.Trim('"'))}\n");
        }

        return text.ToString();
    }

    private static string Word(BoundaryHandling boundary) => boundary.ToString().ToLowerInvariant();

    /// <summary>A value as YAML reads it back.</summary>
    public static string Quoted(string value) =>
        PlainScalar().IsMatch(value) ? value : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[A-Za-z0-9/][A-Za-z0-9_./:+-]*(?<!:)$")]
    private static partial Regex PlainScalar();
}

using System.Globalization;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>The settings of DiffPIR that suit a prior at 20 evaluations, for each kind of task. A prior's file keeps them in its remarks.</summary>
public sealed record PriorSettings
{
    private const string Prefix = "restoration.";
    private const string SearchedKey = Prefix + "searched_after_steps";
    private const string CoarseKey = Prefix + "coarse";

    // Where it costs 0.03 dB at most, and mostly nothing: bench, DiffPir.Photographs coarse.
    private const double CoarseOfBuiltIn = 1;

    // Grey levels.
    private const double SearchedNoise = 12.75;

    // Six photographs of eight bits, blurred by disks, Gaussians, lines and paths, edges unknown: the best lambda was 15 at a noise of 0.3 grey levels, 9 at
    // 0.6, 6 at 1, 4 at 2.6 and 3 from 5 on (bench, DiffPir.Photographs edges --noise N --lambda L).
    // Camera shakes of up to 27 pixels prefer twice as much where there is no noise.
    private const double MoreWithLessNoise = 1.5;

    /// <summary>Those of the built-in prior: near the best PSNR found for each task on photographs (bench, DiffPir.Photographs search).</summary>
    public static PriorSettings BuiltIn { get; } = new();

    /// <summary>
    /// For blurred and reduced pictures with noise of 12.75 grey levels or more. With less, lambda is higher (1 + 1.5 (1 / noise - 1 / 12.75) times as high):
    /// what blur, edges and few steps leave uncertain does not vanish with the noise.
    /// </summary>
    public PriorBalance Noisy { get; init; } = new(3, 0.8);

    /// <summary>For blurred and reduced pictures without noise.</summary>
    public PriorBalance Clean { get; init; } = new(0.5, 0.8);

    /// <summary>For scattered missing pixels.</summary>
    public PriorBalance Scattered { get; init; } = new(1, 0.7);

    /// <summary>For holes.</summary>
    public PriorBalance Hole { get; init; } = new(1);

    /// <summary>For noise alone, where a picture is drawn.</summary>
    public PriorBalance Noise { get; init; } = new(12);

    /// <summary>As <see cref="MethodOptions.Coarse"/>, for whatever is drawn.</summary>
    public double? Coarse { get; init; } = CoarseOfBuiltIn;

    /// <summary>Steps of the training after which they were searched; null where nobody did.</summary>
    public int? SearchedAfterSteps { get; init; }

    /// <summary>The settings in a file's remarks; null where it has none.</summary>
    /// <exception cref="SamplerException">They are damaged.</exception>
    public static PriorSettings? Find(IReadOnlyDictionary<string, string> remarks)
    {
        ArgumentNullException.ThrowIfNull(remarks);
        PriorBalance? Read(string key) => remarks.TryGetValue(Prefix + key, out string? text) ? PriorBalance.Parse(text) : null;
        return Read("noisy") is { } noisy && Read("clean") is { } clean && Read("scattered") is { } scattered && Read("hole") is { } hole
            && Read("noise") is { } noise
            ? new()
            {
                Noisy = noisy,
                Clean = clean,
                Scattered = scattered,
                Hole = hole,
                Noise = noise,
                Coarse = remarks.TryGetValue(CoarseKey, out string? level) ? ParseCoarse(level) : null,
                SearchedAfterSteps = int.TryParse(remarks.GetValueOrDefault(SearchedKey), out int steps) ? steps : null,
            }
            : null;
    }

    /// <summary>
    /// The settings that a model's file keeps; null where it keeps none, is no safetensors file, or cannot be read, which is told when the model
    /// itself is opened.
    /// </summary>
    /// <param name="path">The model's file.</param>
    /// <exception cref="SamplerException">They are damaged.</exception>
    public static PriorSettings? Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            using var file = Checkpoint.OpenTensors(path);
            return Find(file.Metadata);
        }
        catch (CheckpointException)
        {
            return null;
        }
    }

    /// <summary>The remarks that <see cref="Find"/> reads.</summary>
    public IReadOnlyDictionary<string, string> ToRemarks()
    {
        var remarks = new Dictionary<string, string>
        {
            [Prefix + "noisy"] = $"{Noisy}",
            [Prefix + "clean"] = $"{Clean}",
            [Prefix + "scattered"] = $"{Scattered}",
            [Prefix + "hole"] = $"{Hole}",
            [Prefix + "noise"] = $"{Noise}",
        };
        if (Coarse is { } level)
        {
            remarks.Add(CoarseKey, string.Create(CultureInfo.InvariantCulture, $"{level:R}"));
        }

        if (SearchedAfterSteps is { } steps)
        {
            remarks.Add(SearchedKey, $"{steps}");
        }

        return remarks;
    }

    /// <summary>The settings for a task.</summary>
    /// <param name="degradation">What to undo.</param>
    /// <param name="noiseLevel">Standard deviation of the noise in grey levels.</param>
    public DiffPirOptions For(Degradation degradation, double noiseLevel) => BalanceFor(degradation, noiseLevel) with { Coarse = Coarse };

    private DiffPirOptions BalanceFor(Degradation degradation, double noiseLevel) => degradation.Kind switch
    {
        Inpainting inpainting => AgainstNoise(inpainting.Mask.IsScattered ? Scattered : Hole, noiseLevel).ToOptions() with { Guess = FirstGuess.Continued },
        Denoising => Noise.ToOptions(),
        Composition { Last: Inpainting { Mask.IsScattered: true }, First: var first } => BalanceFor(first, noiseLevel), // scratches
        Composition => new(), // may have large holes, which less than the full noise fills with fog
        _ => Between(noiseLevel).ToOptions(),
    };

    /// <summary>The settings of <see cref="PosteriorMeanMethod"/> for a task.</summary>
    /// <param name="degradation">What to undo.</param>
    public PosteriorMeanOptions ForMean(Degradation degradation) => degradation is Inpainting { Mask: var mask }
        ? PosteriorMeanOptions.ForHoles(mask.IsScattered ? Scattered.Tau : Hole.Tau) with { Coarse = Coarse }
        : new();

    private static double ParseCoarse(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out double level) && level > 0 && double.IsFinite(level)
            ? level
            : throw new SamplerException($"the setting 'coarse' of a prior is '{text}', expected a number greater than 0");

    // Known pixels with noise are those of a picture with noise alone.
    private PriorBalance AgainstNoise(PriorBalance filling, double noiseLevel) =>
        filling with { Lambda = Math.Max(filling.Lambda, Noise.Lambda * ShareOfLeast(noiseLevel)) };

    private static double ShareOfLeast(double noiseLevel) => Math.Min(1, Math.Pow(noiseLevel / 255 / DataWeight.LeastNoise, 2));

    // Data steps assume noise of at least DataWeight.LeastNoise; where there is less, a smaller lambda makes up for that.
    private PriorBalance Between(double noiseLevel)
    {
        double weight = ShareOfLeast(noiseLevel);
        double more = MoreWithLessNoise * Math.Max(0, (1 / Math.Max(noiseLevel, 255 * DataWeight.LeastNoise)) - (1 / SearchedNoise));
        double noisy = Math.Round(Noisy.Lambda * (1 + more), 2);
        double lambda = Clean.Lambda < noisy ? Math.Max(noisy * weight, Clean.Lambda) : Clean.Lambda + ((noisy - Clean.Lambda) * weight);
        return (weight < 1 ? Clean : Noisy) with { Lambda = lambda };
    }
}

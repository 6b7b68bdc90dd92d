using DiffPir.Kernels.Attention;
using DiffPir.Network;
using DiffPir.Testing;

namespace DiffPir.Benchmarks;

/// <summary>The networks that are benchmarked: the small built-in prior and the sizes published for FFHQ and ImageNet.</summary>
internal static class PublishedNetworks
{
    /// <summary>Name of the small built-in prior.</summary>
    public const string BuiltInSmall = "builtin-small";

    /// <summary>The weights of the small built-in prior, in the folder of models.</summary>
    public const string BuiltInSmallFile = "diffpir-photo-32.safetensors";

    /// <summary>Name of the published FFHQ size.</summary>
    public const string Ffhq = "ffhq";

    /// <summary>Name of the published ImageNet size: 552.8 million parameters, which take too much memory to be measured unasked.</summary>
    public const string ImageNet = "imagenet";

    private static readonly int[] Multipliers = [1, 1, 2, 2, 4, 4];

    /// <summary>The names of those that are measured where nobody chooses.</summary>
    public static IReadOnlyList<string> Names { get; } = [BuiltInSmall, Ffhq];

    /// <summary>A network's configuration.</summary>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    public static UNetConfiguration Configuration(string name)
    {
        (int channels, int residualBlocks, int[] attention) = name switch
        {
            BuiltInSmall => (32, 1, new[] { 4 }),
            Ffhq => (128, 1, new[] { 4 }),
            ImageNet => (256, 2, new[] { 3, 4, 5 }),
            _ => throw new ArgumentException($"'{name}' is no network; expected {BuiltInSmall}, {Ffhq} or {ImageNet}"),
        };
        return new()
        {
            ModelChannels = channels,
            InChannels = 3,
            OutChannels = 6,
            ResidualBlocks = residualBlocks,
            LevelChannels = [.. Multipliers.Select(multiplier => multiplier * channels)],
            LevelAttention = [.. Multipliers.Select((_, level) => attention.Contains(level))],
            ScaleShiftNorm = true,
            ResidualResampling = true,
            HeadChannels = 64,
            Heads = null,
            AttentionOrder = AttentionOrder.Legacy,
        };
    }

    /// <summary>Writes a network's size with synthetic weights, as a safetensors file.</summary>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    public static void WriteSynthetic(string name, string path) => SyntheticWeights.Write(path, TrainingParameters.Of(Configuration(name)));
}

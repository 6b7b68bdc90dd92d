using DiffPir.Kernels.Attention;
using DiffPir.Network;

namespace DiffPir.Benchmarks;

/// <summary>The networks that are benchmarked: the small built-in prior and the size published for FFHQ, which differ in width only.</summary>
internal static class PublishedNetworks
{
    /// <summary>Name of the small built-in prior.</summary>
    public const string BuiltInSmall = "builtin-small";

    /// <summary>The weights of the small built-in prior, in the folder of models.</summary>
    public const string BuiltInSmallFile = "diffpir-photo-32.safetensors";

    /// <summary>Name of the published FFHQ size.</summary>
    public const string Ffhq = "ffhq";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [BuiltInSmall, Ffhq];

    /// <summary>A network's configuration.</summary>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    public static UNetConfiguration Configuration(string name)
    {
        int channels = name switch
        {
            BuiltInSmall => 32,
            Ffhq => 128,
            _ => throw new ArgumentException($"'{name}' is no network; expected {string.Join(" or ", Names)}"),
        };
        return new()
        {
            ModelChannels = channels,
            InChannels = 3,
            OutChannels = 6,
            ResidualBlocks = 1,
            LevelChannels = [channels, channels, 2 * channels, 2 * channels, 4 * channels, 4 * channels],
            LevelAttention = [false, false, false, false, true, false],
            ScaleShiftNorm = true,
            ResidualResampling = true,
            HeadChannels = 64,
            Heads = null,
            AttentionOrder = AttentionOrder.Legacy,
        };
    }
}

namespace DiffPir.Network;

/// <summary>Two tensors by whose names a network is recognised, also where a program has put the same words in front of all its names.</summary>
/// <param name="First">One name.</param>
/// <param name="Second">Another name.</param>
/// <param name="Title">The network with an article.</param>
internal sealed record NetworkMark(string First, string Second, string Title)
{
    /// <summary>The UNet of guided-diffusion.</summary>
    public static readonly NetworkMark GuidedDiffusion = new("time_embed.0.weight", "input_blocks.0.0.weight", "a guided-diffusion UNet");

    /// <summary>The UNet of the diffusers library.</summary>
    public static readonly NetworkMark Diffusers = new("conv_in.weight", "time_embedding.linear_1.weight", "a diffusers UNet2DModel");

    /// <summary>DRUNet.</summary>
    public static readonly NetworkMark Drunet = new("m_head.weight", "m_tail.weight", "a DRUNet");

    private static readonly NetworkMark[] All = [GuidedDiffusion, Diffusers, Drunet];

    /// <summary>What to do about a checkpoint of none of these networks.</summary>
    public static string Remedy { get; } = $"Pass {string.Join(", ", All.SkipLast(1).Select(static mark => mark.Title))} or {All[^1].Title}";

    /// <summary>The mark that a checkpoint bears; null for none.</summary>
    public static NetworkMark? Of(Checkpoint checkpoint) => Array.Find(All, mark => mark.IsOn(checkpoint));

    /// <summary>Whether a checkpoint has both tensors.</summary>
    public bool IsOn(Checkpoint checkpoint) => checkpoint.TryFind(First, out _) && checkpoint.TryFind(Second, out _);

    /// <summary>
    /// What stands in front of the names of a known network: nothing, or words that end in a dot, as training programs and wrappers put there. Of
    /// several networks the one with averaged weights counts, then the one with the shortest words in front.
    /// </summary>
    /// <returns>Null where no known network is among the names.</returns>
    public static string? FindPrefix(IReadOnlyCollection<string> names) => All
        .SelectMany(mark => Prefixes(names, mark.First).Intersect(Prefixes(names, mark.Second), StringComparer.Ordinal))
        .OrderBy(static prefix => prefix.Length > 0 && !IsAverage(prefix))
        .ThenBy(static prefix => prefix.Length)
        .ThenBy(static prefix => prefix, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>Whether a name says that it is of weights that were averaged over the training, with which a model is used.</summary>
    public static bool IsAverage(string name) => name.Split('.', '_', '-').Contains("ema", StringComparer.OrdinalIgnoreCase);

    private static HashSet<string> Prefixes(IEnumerable<string> names, string ending) =>
    [
        .. names.Where(name => name.EndsWith(ending, StringComparison.Ordinal) && (name.Length == ending.Length || name[^(ending.Length + 1)] == '.'))
            .Select(name => name[..^ending.Length]),
    ];
}

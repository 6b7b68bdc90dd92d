using DiffPir.Network;

namespace DiffPir.Cli.Options;

/// <summary>Which prior.</summary>
/// <param name="Path">The model file.</param>
/// <param name="IsBuiltin">True for the prior that comes with DiffPir, which has settings of its own.</param>
/// <param name="Options">What the file does not tell of itself.</param>
internal sealed record ModelChoice(string Path, bool IsBuiltin, UNetOptions Options)
{
    /// <summary>The longest side of the tiles through which it looks at a large picture; null looks at any picture as a whole.</summary>
    public int? TileSide { get; init; }
}

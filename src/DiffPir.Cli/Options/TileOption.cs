using System.CommandLine;

namespace DiffPir.Cli.Options;

/// <summary>Tiles through which the prior looks at a large picture: <c>--tile</c>.</summary>
internal sealed class TileOption
{
    /// <summary>
    /// The side where none is given: published priors are trained on pictures of 256 pixels, and memory and attention of a network stay small.
    /// More than 512, so that sides of 1024 and 2048 pixels take few tiles.
    /// </summary>
    public const int DefaultSide = 640;

    private readonly Option<long?> _side = OptionFactory.Whole(
        "--tile", $"the prior looks at larger pictures through tiles of at most so many pixels a side, 0: at the whole picture ({DefaultSide})", 0, 16384);

    /// <summary>Adds it to <paramref name="command"/>.</summary>
    public void AddTo(Command command) => command.Options.Add(_side);

    /// <summary>The side of a parsed command line; null for the whole picture.</summary>
    public int? Read(ParseResult parse) => (int)(parse.GetValue(_side) ?? DefaultSide) is > 0 and var side ? side : null;
}

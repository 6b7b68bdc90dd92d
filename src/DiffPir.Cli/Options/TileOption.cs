using System.CommandLine;
using DiffPir.Sampler;

namespace DiffPir.Cli.Options;

/// <summary>Tiles through which the prior looks at a large picture: <c>--tile</c>.</summary>
internal sealed class TileOption
{
    private readonly Option<long?> _side = OptionFactory.Whole(
        "--tile",
        "the prior looks at larger pictures through tiles of at most so many pixels a side, 0: at the whole picture "
        + $"({RestorationDefaults.Tile}; {RestorationDefaults.MeanTile} where the method takes a mean, to remove noise or traces of JPEG)",
        0,
        16384);

    /// <summary>Adds it to <paramref name="command"/>.</summary>
    public void AddTo(Command command) => command.Options.Add(_side);

    /// <summary>Whether a parsed command line says it.</summary>
    public bool IsGiven(ParseResult parse) => parse.GetResult(_side) is { Implicit: false };

    /// <summary>The side of a parsed command line; null for the whole picture.</summary>
    public int? Read(ParseResult parse) => (int)(parse.GetValue(_side) ?? RestorationDefaults.Tile) is > 0 and var side ? side : null;
}

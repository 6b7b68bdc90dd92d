using DiffPir.Sampler;

namespace DiffPir.Cli.Restoring;

/// <summary>The part of a measurement that its restoration explains worst.</summary>
/// <param name="X">Left edge in pixels of the measurement.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Side">Its side.</param>
/// <param name="Residual">Root mean square of y - H x over what was observed in it, in grey levels.</param>
internal sealed record WorstTile(int X, int Y, int Side, double Residual)
{
    private const int TileSide = 64;

    /// <summary>Observed values, of so many, that a tile needs: of fewer, chance would choose the worst.</summary>
    private const int OneOf = 16;

    /// <summary>The worst of the tiles of 64 x 64 pixels; those of which hardly anything was observed count only where there are no others.</summary>
    /// <param name="residuals">y - H x on the scale [0,1]; exactly 0 where nothing was observed.</param>
    public static WorstTile Of(PlanarImage residuals)
    {
        var tiles =
            from y in Places(residuals.Height)
            from x in Places(residuals.Width)
            let part = RootMeanSquare(residuals, y, x)
            select (Tile: new WorstTile(x, y, TileSide, part.Level), part.IsKnown);
        return tiles.MaxBy(static tile => (tile.IsKnown, tile.Tile.Residual)).Tile;
    }

    /// <summary>Tiles side by side; the last one reaches the edge.</summary>
    private static IEnumerable<int> Places(int length) =>
        Enumerable.Range(0, Math.Max(1, (length + TileSide - 1) / TileSide)).Select(i => Math.Max(0, Math.Min(i * TileSide, length - TileSide)));

    private static (double Level, bool IsKnown) RootMeanSquare(PlanarImage residuals, int top, int left)
    {
        int height = Math.Min(TileSide, residuals.Height - top), width = Math.Min(TileSide, residuals.Width - left);
        double squares = 0;
        int observed = 0;
        for (int c = 0; c < residuals.Channels; c++)
        {
            for (int y = 0; y < height; y++)
            {
                foreach (float value in residuals.Row(c, top + y).Slice(left, width))
                {
                    squares += (double)value * value;
                    observed += value == 0 ? 0 : 1;
                }
            }
        }

        return (255 * Math.Sqrt(squares / Math.Max(1, observed)), observed * OneOf >= residuals.Channels * height * width);
    }
}

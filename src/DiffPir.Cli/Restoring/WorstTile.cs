using DiffPir.Sampler;

namespace DiffPir.Cli.Restoring;

/// <summary>The part of a measurement that its restoration explains worst.</summary>
/// <param name="X">Left edge in pixels of the measurement.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Side">Its side.</param>
/// <param name="Residual">Root mean square of y - H x in it, in grey levels.</param>
internal sealed record WorstTile(int X, int Y, int Side, double Residual)
{
    private const int TileSide = 64;

    /// <summary>The worst of the tiles of 64 x 64 pixels.</summary>
    /// <param name="residuals">y - H x on the scale [0,1].</param>
    public static WorstTile Of(PlanarImage residuals)
    {
        var tiles =
            from y in Places(residuals.Height)
            from x in Places(residuals.Width)
            select new WorstTile(x, y, TileSide, RootMeanSquare(residuals, y, x));
        return tiles.MaxBy(static tile => tile.Residual)!;
    }

    /// <summary>Tiles side by side; the last one reaches the edge.</summary>
    private static IEnumerable<int> Places(int length) =>
        Enumerable.Range(0, Math.Max(1, (length + TileSide - 1) / TileSide)).Select(i => Math.Max(0, Math.Min(i * TileSide, length - TileSide)));

    private static double RootMeanSquare(PlanarImage residuals, int top, int left)
    {
        int height = Math.Min(TileSide, residuals.Height - top), width = Math.Min(TileSide, residuals.Width - left);
        double squares = 0;
        for (int c = 0; c < residuals.Channels; c++)
        {
            for (int y = 0; y < height; y++)
            {
                foreach (float value in residuals.Row(c, top + y).Slice(left, width))
                {
                    squares += (double)value * value;
                }
            }
        }

        return 255 * Math.Sqrt(squares / (residuals.Channels * height * width));
    }
}

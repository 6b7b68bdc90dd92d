using DiffPir.Cli.Restoring;
using DiffPir.Sampler;

namespace DiffPir.Cli.Tests.Commands;

public sealed class WorstTileTests
{
    [Fact]
    public void What_was_not_observed_makes_no_tile_better()
    {
        var residuals = new PlanarImage(1, 128, 128, [.. Enumerable.Range(0, 128 * 128).Select(static i => i % 5 > 0 ? 10 / 255f : 0)]);

        Assert.Equal(10, WorstTile.Of(residuals).Residual, 0.01);
    }

    [Fact]
    public void A_tile_of_which_hardly_anything_was_observed_is_the_worst_only_where_there_is_no_other()
    {
        var residuals = new PlanarImage(1, 64, 128, [.. Enumerable.Range(0, 64 * 128).Select(static i => i % 128 < 64 ? 5 / 255f : 0)]);
        residuals.Data[100] = 90 / 255f;

        var worst = WorstTile.Of(residuals);

        Assert.Equal((0, 5), (worst.X, Math.Round(worst.Residual, 3)));
    }
}

namespace DiffPir.Network.Tests.Tiling;

public sealed class TileAxisTests
{
    [Theory]
    [InlineData(512, 64, 32)]
    [InlineData(128, 32, 32)]
    [InlineData(200, 32, 16)]
    [InlineData(130, 40, 8)]
    [InlineData(1024, 128, 1)]
    public void Cover_SidesOfAnyLength_KeepsItsPromises(int longest, int overlap, int multiple)
    {
        for (int side = multiple; side < 6 * longest; side += multiple)
        {
            var axis = TileAxis.Cover(side, longest, overlap, multiple);
            int last = axis.Starts.Count - 1;

            Assert.True(axis.Length <= longest && axis.Length % multiple == 0);
            Assert.Equal((0, side), (axis.Starts[0], axis.Starts[last] + axis.Length));
            Assert.All(axis.Starts, start => Assert.Equal(0, start % multiple));
            Assert.All(Enumerable.Range(0, last), tile => Assert.True(axis.Starts[tile] + axis.Length - axis.Starts[tile + 1] >= overlap));
            Assert.Equal(last > 0, side > longest / multiple * multiple);
            double[] sums = new double[side];
            for (int tile = 0; tile <= last; tile++)
            {
                for (int i = 0; i < axis.Length; i++)
                {
                    sums[axis.Starts[tile] + i] += axis.Weights[tile][i];
                    Assert.InRange(axis.Weights[tile][i], 0f, 1f);
                }
            }

            Assert.All(sums, sum => Assert.Equal(1, sum, 1e-6));
        }
    }

    [Fact]
    public void Cover_TwoTiles_NeitherCountsWhereItEndsInsideTheImage()
    {
        var axis = TileAxis.Cover(side: 192, longest: 128, overlap: 64, multiple: 32);

        Assert.Equal([0, 64], axis.Starts);
        Assert.All(axis.Weights[0].Take(64), weight => Assert.Equal(1f, weight));
        Assert.All(axis.Weights[0].TakeLast(16), weight => Assert.Equal(0f, weight));
        Assert.All(axis.Weights[1].Take(16), weight => Assert.Equal(0f, weight));
        Assert.Equal(0.5f, axis.Weights[0][95] / 2 + axis.Weights[0][96] / 2, 1e-6f);
    }

    [Fact]
    public void Cover_OfALittleMoreThanATile_MakesTilesShorterRatherThanOverlapMore()
    {
        var axis = TileAxis.Cover(side: 544, longest: 512, overlap: 64, multiple: 32);

        Assert.Equal((2, 320), (axis.Starts.Count, axis.Length));
    }
}

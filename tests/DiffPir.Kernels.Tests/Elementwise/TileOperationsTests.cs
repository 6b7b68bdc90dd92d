using DiffPir.Kernels.Elementwise;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Elementwise;

public sealed class TileOperationsTests
{
    private static readonly TensorShape Large = new(2, 3, 7, 70);
    private static readonly TensorShape Small = new(2, 3, 4, 66);

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Cut_Anywhere_CopiesWhatLiesThere(string selector)
    {
        var device = TestDevices.Require(selector);
        using var images = device.Allocate(Large);
        using var tile = device.Allocate(Small);
        float[] values = [.. Enumerable.Range(0, (int)Large.Elements).Select(i => (float)i)];
        images.Upload(values);
        foreach (var (top, left) in new[] { (0, 0), (3, 4), (2, 1) })
        {
            TileOperations.Cut(device, tile, images, top, left);
            Assert.Equal([.. Places(top, left).Select(place => values[place])], tile.Download());
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void AddWeighted_OnClearedImages_IsTheProductWithBothWeightsAndNothingElse(string selector)
    {
        var device = TestDevices.Require(selector);
        using var images = device.Allocate(Large);
        using var tile = device.Allocate(Small);
        using var rows = device.Allocate(new(1, 1, 1, Small.H));
        using var columns = device.Allocate(new(1, 1, 1, Small.W));
        images.Upload([.. Enumerable.Repeat(float.NaN, (int)Large.Elements)]);
        tile.Upload([.. Enumerable.Range(0, (int)Small.Elements).Select(i => i + 1f)]);
        rows.Upload([1, 0.5f, 0.25f, 2]);
        columns.Upload([.. Enumerable.Range(0, Small.W).Select(i => i % 4 * 0.5f)]);

        TileOperations.Clear(device, images);
        TileOperations.AddWeighted(device, images, tile, 2, 3, rows, columns);
        TileOperations.AddWeighted(device, images, tile, 2, 3, rows, columns);

        float[] expected = new float[Large.Elements];
        float[] rowWeights = rows.Download(), columnWeights = columns.Download();
        int i = 0;
        foreach (int place in Places(2, 3))
        {
            expected[place] = 2 * rowWeights[i / Small.W % Small.H] * columnWeights[i % Small.W] * (i + 1);
            i++;
        }

        Assert.Equal(expected, images.Download());
    }

    [Fact]
    public void Operations_TilesThatDoNotFit_AreArgumentErrors()
    {
        var device = TestDevices.Require("cpu");
        using var images = device.Allocate(Large);
        using var tile = device.Allocate(Small);
        using var channels = device.Allocate(Small with { C = 1 });
        using var weights = device.Allocate(new(1, 1, 1, Small.W));

        Assert.Throws<ArgumentException>(() => TileOperations.Cut(device, tile, images, 4, 0));
        Assert.Throws<ArgumentException>(() => TileOperations.Cut(device, tile, images, 0, 5));
        Assert.Throws<ArgumentException>(() => TileOperations.Cut(device, tile, images, -1, 0));
        Assert.Throws<ArgumentException>(() => TileOperations.Cut(device, channels, images, 0, 0));
        Assert.Throws<ArgumentException>(() => TileOperations.AddWeighted(device, images, tile, 0, 0, weights, weights));
    }

    // The places of the tile's pixels in the images, in the tile's order.
    private static IEnumerable<int> Places(int top, int left) =>
        from plane in Enumerable.Range(0, Small.N * Small.C)
        from row in Enumerable.Range(0, Small.H)
        from column in Enumerable.Range(0, Small.W)
        select (((plane * Large.H) + top + row) * Large.W) + left + column;
}

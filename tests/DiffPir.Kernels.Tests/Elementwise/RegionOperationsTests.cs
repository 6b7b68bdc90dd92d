using DiffPir.Kernels.Elementwise;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Elementwise;

public sealed class RegionOperationsTests
{
    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void MirrorMargins_OfASmallPart_RepeatsItsReflections(string selector)
    {
        var device = TestDevices.Require(selector);
        using var x = device.Allocate(new(1, 2, 5, 8));
        x.Upload([.. Enumerable.Range(0, 80).Select(i => (float)i)]);
        RegionOperations.MirrorMargins(device, x, 2, 3);
        int[] rows = [0, 1, 1, 0, 0], columns = [0, 1, 2, 2, 1, 0, 0, 1];
        float[] expected = [.. Enumerable.Range(0, 80).Select(i => (float)((i / 40 * 40) + (rows[i % 40 / 8] * 8) + columns[i % 8]))];
        Assert.Equal(expected, x.Download());
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void AddReplicated_OfADifference_AddsItToEachBlock(string selector)
    {
        var device = TestDevices.Require(selector);
        using var x = device.Allocate(new(1, 1, 5, 7));
        using var target = device.Allocate(new(1, 1, 2, 3));
        using var current = device.Allocate(new(1, 1, 2, 3));
        x.Upload([.. Enumerable.Repeat(1f, 35)]);
        target.Upload([1, 2, 3, 4, 5, 6]);
        current.Upload([0, 0, 0, 0, 0, 10]);
        RegionOperations.AddReplicated(device, x, target, current, 2, 0.5);
        float[] expected =
        [
            1.5f, 1.5f, 2, 2, 2.5f, 2.5f, 1, 1.5f, 1.5f, 2, 2, 2.5f, 2.5f, 1,
            3, 3, 3.5f, 3.5f, -1, -1, 1, 3, 3, 3.5f, 3.5f, -1, -1, 1, 1, 1, 1, 1, 1, 1, 1,
        ];
        Assert.Equal(expected, x.Download());
    }
}

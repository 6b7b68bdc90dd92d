using DiffPir.Cli.Images;
using DiffPir.Sampler;

namespace DiffPir.Cli.Tests.Images;

/// <summary>Pictures that become smaller by halves.</summary>
public sealed class HalvingTests
{
    [Theory]
    [InlineData(7, 8, 8, 7, 8)]
    [InlineData(7, 9, 8, 3, 4)]
    [InlineData(40, 12, 8, 5, 1)]
    [InlineData(40, 3, 8, 20, 1)]
    [InlineData(40, 1, 8, 40, 1)]
    [InlineData(1, 40, 8, 1, 40)]
    public void Within_halves_until_it_fits_or_there_is_no_half(int height, int width, int longest, int expectedHeight, int expectedWidth)
    {
        var small = new PlanarImage(3, height, width).Within(longest);

        Assert.Equal((3, expectedHeight, expectedWidth), (small.Channels, small.Height, small.Width));
    }
}

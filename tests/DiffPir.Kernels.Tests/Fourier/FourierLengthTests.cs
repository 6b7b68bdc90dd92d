using DiffPir.Kernels.Fourier;

namespace DiffPir.Kernels.Tests.Fourier;

public sealed class FourierLengthTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(11, 12)]
    [InlineData(13, 14)]
    [InlineData(17, 18)]
    [InlineData(318, 320)]
    [InlineData(1063, 1080)]
    public void AtLeast_GivesTheNextProductOfSmallPrimes(int length, int expected) => Assert.Equal(expected, FourierLength.AtLeast(length));

    [Fact]
    public void AtLeast_OfNothing_Refuses() => Assert.Throws<ArgumentOutOfRangeException>(() => FourierLength.AtLeast(0));
}

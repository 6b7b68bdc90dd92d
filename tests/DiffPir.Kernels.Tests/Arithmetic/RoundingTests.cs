namespace DiffPir.Kernels.Tests.Arithmetic;

public sealed class RoundingTests
{
    [Theory]
    [InlineData(0, 7, 0)]
    [InlineData(1, 7, 1)]
    [InlineData(7, 7, 1)]
    [InlineData(8, 7, 2)]
    [InlineData(5, 1, 5)]
    public void DivideUpAndRoundUp_GiveTheLeastThatHoldsTheValue(int value, int portion, int portions)
    {
        Assert.Equal(portions, Rounding.DivideUp(value, portion));
        Assert.Equal(portions * portion, Rounding.RoundUp(value, portion));
    }

    [Fact]
    public void RoundUp_BeyondTheRangeOfInt_Holds() => Assert.Equal(5_000_000_000, Rounding.RoundUp(4_999_999_999, 1000));
}

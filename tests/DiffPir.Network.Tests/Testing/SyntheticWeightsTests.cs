using DiffPir.Testing;

namespace DiffPir.Network.Tests;

public class SyntheticWeightsTests
{
    /// <summary>First four and last element and the sum, computed by an independent program (NumPy).</summary>
    [Theory]
    [InlineData("time_embed.0.weight", new long[] { 512, 128 }, new uint[] { 0xbdca8fb3, 0x3d3fa8c6, 0x3dd2a238, 0x3dc51d4d }, 0x3e10b2c5, -7.896700833874547)]
    [InlineData("out.0.weight", new long[] { 128 }, new uint[] { 0x3f7e7f68u, 0x3f7b420cu, 0x3f735346u, 0x3f715c06u }, 0x3f81fea2, 127.71268045902252)]
    [InlineData("out.2.bias", new long[] { 6 }, new uint[] { 0x3c968603, 0xbc32531a, 0x3cef7443, 0xbcd536bd }, 0xbc4a4200, 0.03459245339035988)]
    [InlineData("input_blocks.9.1.qkv.weight", new long[] { 1536, 512, 1 }, new uint[] { 0x3c8a07ba, 0xbd2feb0f, 0x3cf2473f, 0x3c23ff6a }, 0xbd71c3a2,
        50.180992213102314)]
    [InlineData("a.b.weight", new long[] { 7, 5, 3, 3 }, new uint[] { 0xbe0ac631, 0x3e1e8c8d, 0xbcd18313, 0x3e19bb94 }, 0xbe470955, -1.145667073331424)]
    public void Tensor_NameAndShape_GiveTheSameBitsAsTheOriginal(string name, long[] shape, uint[] first, uint last, double sum)
    {
        float[] values = SyntheticWeights.Tensor(name, shape);

        Assert.Equal(first, values.Take(4).Select(BitConverter.SingleToUInt32Bits));
        Assert.Equal(last, BitConverter.SingleToUInt32Bits(values[^1]));
        Assert.Equal(sum, values.Sum(value => (double)value), 1e-9);
    }

    [Fact]
    public void RelativeError_KnownVectors_HasKnownValues()
    {
        Assert.Equal(0.4, RelativeError.L2([3f, 6f], [3f, 4f]), 1e-12);
        Assert.Equal(2, RelativeError.MaxAbsolute([3f, 6f], [3f, 4f]));
        Assert.Equal(5, RelativeError.L2([3f, 4f], [0f, 0f]));
        Assert.True(double.IsNaN(RelativeError.MaxAbsolute([float.NaN, 0f], [0f, 9f])));
        Assert.True(double.IsNaN(RelativeError.L2([float.NaN, 0f], [0f, 9f])));
        Assert.Throws<ArgumentException>(() => RelativeError.L2([1f], [1f, 2f]));
    }
}

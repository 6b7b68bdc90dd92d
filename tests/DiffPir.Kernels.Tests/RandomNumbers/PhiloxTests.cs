using DiffPir.Kernels.RandomNumbers;

namespace DiffPir.Kernels.Tests.RandomNumbers;

public sealed class PhiloxTests
{
    /// <summary>The known answers of the authors of Philox for the 4x32 variant with ten rounds.</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Generate_OfPublishedCounters_GivesPublishedWords(
        uint c0, uint c1, uint c2, uint c3, uint key0, uint key1, uint x, uint y, uint z, uint w)
    {
        var bits = Philox.Generate(new RandomBits(c0, c1, c2, c3), key0, key1);
        Assert.Equal((x, y, z, w), (bits.X, bits.Y, bits.Z, bits.W));
    }

    [Fact]
    public void PhiloxRandom_OfOneSeedAndStream_RepeatsAndDiffersFromOthers()
    {
        uint[] Draw(ulong seed, uint stream)
        {
            var random = new PhiloxRandom(seed, stream);
            return [.. Enumerable.Range(0, 9).Select(_ => random.NextBits())];
        }

        Assert.Equal(Draw(3, 4), Draw(3, 4));
        Assert.NotEqual(Draw(3, 4), Draw(4, 4));
        Assert.NotEqual(Draw(3, 4), Draw(3, 5));
        Assert.Equal(9, Draw(3, 4).Distinct().Count());
    }

    [Fact]
    public void NextInt32_OfASmallLimit_IsUniform()
    {
        var random = new PhiloxRandom(1, 2);
        int[] counts = new int[6];
        for (int i = 0; i < 60_000; i++)
        {
            counts[random.NextInt32(6)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9500, 10500));
    }
}

using DiffPir.Kernels.Convolution;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Convolution;

/// <summary>Weights in half precision, of which processors make single precision in the kernel.</summary>
public sealed class HalfWeightsTests
{
    // Large enough to be held in halves. Input channels, height, width, output channels, kernel.
    private static readonly Dictionary<ConvolutionCandidate, int[]> Shapes = new()
    {
        [ConvolutionCandidate.Tile8x2] = [384, 3, 9, 384, 1],
        [ConvolutionCandidate.Tile4x2] = [384, 2, 3, 384, 1],
        [ConvolutionCandidate.Tile16x1] = [1100, 2, 17, 176, 1],
        [ConvolutionCandidate.Winograd4x4] = [64, 5, 6, 96, 3],
    };

    public static TheoryData<string, string> Candidates =>
        [.. from device in new[] { "opencl", "cpu" } from shape in Shapes select (device, shape.Key.ToString())];

    [Theory]
    [MemberData(nameof(Candidates))]
    public void Candidate_WithWeightsInHalves_MatchesTheDefinitionWithRoundedWeights(string selector, string name)
    {
        TestDevices.Require(selector);
        using var device = ComputeDevice.Open(selector, precision: Precision.Fp16);
        var candidate = Enum.Parse<ConvolutionCandidate>(name);
        int[] s = Shapes[candidate];
        var shape = new TensorShape(1, s[0], s[1], s[2]);
        float[] x = OperationRunner.Values(shape.Elements, 1), w = OperationRunner.Values((long)s[3] * s[0] * s[4] * s[4], 2);
        float[] bias = OperationRunner.Values(s[3], 3);

        float[] y = CandidateRunner.Run(
            device, candidate, new ConvolutionNode("y", "x", "w", "b", s[3], s[4]), shape, x, new Dictionary<string, float[]> { ["w"] = w, ["b"] = bias });

        // Winograd's are rounded after they are transformed, and its way back makes about six times the error of 2^-11 / sqrt(3) of it.
        bool transformed = candidate == ConvolutionCandidate.Winograd4x4;
        float[] seen = transformed ? w : [.. w.Select(value => (float)(Half)value)];
        float[] expected = [.. Reference.Convolution(x, shape, seen, bias, s[3], s[4], 1).Select(value => (float)value)];
        Assert.InRange(RelativeError.L2(y, expected), transformed ? 1e-5 : 0, transformed ? 3e-3 : 2e-6);
    }

    [Fact]
    public void Round_OfEveryHalfAndWhatLiesBetween_IsTheNearestWithTiesToEven()
    {
        List<float> values = [0f, -0f, 65504f, -65504f, 1e-30f, 1e-45f, 5.9604645e-8f, 2.9802322e-8f];
        for (int bits = 0; bits < 0x7bff; bits++)
        {
            float here = (float)BitConverter.UInt16BitsToHalf((ushort)bits), next = (float)BitConverter.UInt16BitsToHalf((ushort)(bits + 1));
            float middle = (here + next) / 2;
            values.AddRange([here, -here, middle, -middle, MathF.BitIncrement(middle), MathF.BitDecrement(middle)]);
        }

        var halves = new Half[values.Count];
        HalfPacking.Round(values.ToArray(), halves);

        Assert.Equal(values.Select(value => BitConverter.HalfToUInt16Bits((Half)value)), halves.Select(BitConverter.HalfToUInt16Bits));
    }

    [Fact]
    public void Round_BeyondTheLargestHalf_IsTheLargest()
    {
        var halves = new Half[3];

        HalfPacking.Round([65520f, -1e30f, 70000f], halves);

        Assert.Equal([0x7bff, 0xfbff, 0x7bff], halves.Select(BitConverter.HalfToUInt16Bits));
    }

    [Fact]
    public void Serves_LargeWeightsOfMapsOnly()
    {
        TestDevices.Require("opencl");
        using ComputeDevice halves = ComputeDevice.Open("opencl", precision: Precision.Fp16), gpu = StagedDevices.OpenAsGpu("opencl");
        WeightForm large = WinogradPacking.Form(64, 64), small = WinogradPacking.Form(32, 32);

        Assert.True(HalfPacking.Serves(halves, large, rowsOfMap: 8));
        Assert.False(HalfPacking.Serves(halves, small, rowsOfMap: 8));
        Assert.False(HalfPacking.Serves(halves, large, rowsOfMap: 1));
        Assert.False(HalfPacking.Serves(TestDevices.Require("opencl"), large, rowsOfMap: 8));
        Assert.False(HalfPacking.Serves(gpu, large, rowsOfMap: 8));
        Assert.Equal(large.Length / 2, HalfPacking.Form(large).Length);
    }
}

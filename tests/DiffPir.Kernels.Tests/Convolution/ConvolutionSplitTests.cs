using DiffPir.Kernels.Convolution;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Convolution;

public sealed class ConvolutionSplitTests
{
    [Fact]
    public void For_AnyNumberOfGroups_CoversTheSumOnceAndOnlyWhereGroupsAreFew()
    {
        using var device = TestDevices.OpenWarpModel(Precision.Fp32);
        int wanted = ConvolutionSplit.GroupsPerMultiprocessor * device.Multiprocessors;
        foreach (int channels in new[] { 1, 8, 20, 72, 512, 1000 })
        {
            foreach (int taps in new[] { 1, 9 })
            {
                foreach (int groups in new[] { 1, 2, 5, device.Multiprocessors, wanted, 100 })
                {
                    var split = ConvolutionSplit.For(device, groups, channels, 8, taps);

                    int slabs = (channels + 7) / 8;
                    Assert.InRange(slabs, ((split.Parts - 1) * split.SlabsPerPart) + 1, split.Parts * split.SlabsPerPart);
                    Assert.True(split.Parts == 1 || split.Parts * groups <= wanted);
                    Assert.True(split.Parts == 1 || split.SlabsPerPart * taps >= 8);
                }
            }
        }

        Assert.Equal(wanted, ConvolutionSplit.For(device, 1, 768, 8, 9).Parts);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Convolution_ByGroups_LeavesTheMomentsOfItsOutput(string selector)
    {
        var device = TestDevices.Require(selector);
        if (device.IsProcessor)
        {
            Assert.Skip("a processor has no multiprocessors to be occupied");
        }

        // In parts, then whole: a tail of pixels, several tiles, two images.
        foreach (var candidate in new[] { ConvolutionCandidate.Group64x64, ConvolutionCandidate.Group128x128 })
        {
            foreach (int outputs in new[] { 32, 40, 144 })
            {
                foreach (var shape in new TensorShape[] { new(1, 48, 6, 10), new(2, 33, 3, 7), new(1, 16, 12, 20), new(1, 3, 9, 25), new(2, 3, 8, 16) })
                {
                    ExpectMoments(device, candidate, shape, outputs, hasResidual: true);
                    ExpectMoments(device, candidate, shape, outputs, hasResidual: false);
                }
            }
        }
    }

    private static void ExpectMoments(ComputeDevice device, ConvolutionCandidate candidate, TensorShape shape, int outputs, bool hasResidual)
    {
        var node = new ConvolutionNode("y", "x", "w", "b", outputs, 3);
        var output = shape with { C = outputs };
        var weights = new Dictionary<string, float[]>
        {
            ["w"] = OperationRunner.Values((long)outputs * shape.C * 9, 2), ["b"] = [.. OperationRunner.Values(outputs, 3).Select(v => v + 5)],
        };
        int chunks = ConvolutionLauncher.MomentChunks(device, candidate, shape, output, 3);

        var (y, moments) = CandidateRunner.RunWithMoments(
            device, candidate, node, shape, OperationRunner.Values(shape.Elements, 1), weights,
            hasResidual ? OperationRunner.Values(output.Elements, 4) : null, null, chunks);

        Assert.True(chunks > 0);
        MomentChecks.ExpectMomentsOf(y, output, moments, chunks);
    }
}

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
}

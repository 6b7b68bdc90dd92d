using DiffPir.Cli.Batches;
using DiffPir.Cli.Options;
using DiffPir.Kernels;

namespace DiffPir.Cli.Tests.Batches;

public sealed class BatchDevicesTests
{
    private static readonly DeviceDescription First = Gpu(DeviceKind.Cuda, 0);

    private static readonly DeviceDescription[] Machine =
    [
        First, Gpu(DeviceKind.Cuda, 1) with { UnusableReason = "too old" }, Gpu(DeviceKind.Cuda, 2), Gpu(DeviceKind.OpenCl, 0),
        Gpu(DeviceKind.OpenCl, 1) with { IsProcessor = true },
    ];

    [Theory]
    [InlineData("auto", 9, "cuda:0 cuda:2")]
    [InlineData("cuda", 9, "cuda:0 cuda:2")]
    [InlineData("auto", 1, "cuda:0")]
    [InlineData("cuda:2", 9, "cuda:2")]
    public void All_usable_gpus_of_the_kind_share_a_batch_unless_one_is_named(string selector, int pictures, string expected) =>
        Assert.Equal(expected, Shared(selector, First, pictures));

    [Fact]
    public void A_processor_works_alone() => Assert.Equal("opencl", Shared("opencl", Machine[^1], 9));

    private static string Shared(string selector, DeviceDescription first, int pictures) => string.Join(
        ' ', BatchDevices.Of(new DeviceChoice(selector, 0, Precision.Auto), first, Machine, pictures).Select(static device => device.Selector));

    private static DeviceDescription Gpu(DeviceKind kind, int index) => new(kind, index, "a GPU", "", 1L << 30, false, null);
}

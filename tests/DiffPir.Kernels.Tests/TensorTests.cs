namespace DiffPir.Kernels.Tests;

/// <summary>Mistakes of callers are exceptions: none ends the process.</summary>
public sealed class TensorTests
{
    [Theory]
    [InlineData(0, 3, 8, 8)]
    [InlineData(1, -1, -8, 8)]
    [InlineData(1, 3, 8, int.MinValue)]
    [InlineData(65536, 65536, 65536, 65536)]
    [InlineData(int.MaxValue, int.MaxValue, 1, 1)]
    public void Allocate_OfSizesThatCannotBe_IsAnArgumentError(int n, int c, int h, int w)
    {
        using var device = ComputeDevice.Open("cpu");

        Assert.Throws<ArgumentOutOfRangeException>(() => device.Allocate(new(n, c, h, w)));
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("opencl")]
    public void Use_AfterTheDeviceIsDisposed_IsAnObjectDisposedError(string selector)
    {
        Testing.TestDevices.Require(selector);
        var device = ComputeDevice.Open(selector);
        var tensor = device.Allocate(new(1, 1, 2, 2));
        tensor.Upload([1, 2, 3, 4]);
        device.Dispose();
        device.Dispose();

        Assert.Throws<ObjectDisposedException>(() => tensor.Download());
        Assert.Throws<ObjectDisposedException>(() => tensor.Upload([1, 2, 3, 4]));
        Assert.Throws<ObjectDisposedException>(() => device.Allocate(new(1, 1, 2, 2)));
        tensor.Dispose();
    }

    [Fact]
    public void Use_AfterItIsDisposed_IsAnObjectDisposedError()
    {
        using var device = ComputeDevice.Open("cpu");
        var tensor = device.Allocate(new(1, 1, 2, 2));
        tensor.Dispose();

        Assert.Throws<ObjectDisposedException>(() => tensor.Download());
    }

    [Fact]
    public void Open_WithAPrecisionThatIsNone_IsAnArgumentError() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ComputeDevice.Open("cpu", precision: (Precision)99));
}

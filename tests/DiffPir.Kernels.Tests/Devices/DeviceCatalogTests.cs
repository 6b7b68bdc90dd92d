namespace DiffPir.Kernels.Tests.Devices;

public sealed class DeviceCatalogTests
{
    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("cuda:x")]
    [InlineData("cuda:-1")]
    [InlineData("opencl:")]
    [InlineData("opencl:0:1")]
    [InlineData("auto:0")]
    [InlineData("cpu:0")]
    public void Select_WhatIsNoSelector_TellsWhatIsOne(string selector)
    {
        string message = Assert.Throws<DeviceException>(() => DeviceCatalog.Select(selector)).Message;

        Assert.Equal($"'{selector}' is no device; expected auto, cuda, cuda:N, opencl, opencl:N or cpu", message);
    }

    [Theory]
    [InlineData("cuda:99")]
    [InlineData("opencl:99")]
    public void Select_AnAbsentDevice_ListsThePresentOnes(string selector)
    {
        string message = Assert.Throws<DeviceException>(() => DeviceCatalog.Select(selector)).Message;

        Assert.StartsWith($"device '{selector}' was not found; present: ", message, StringComparison.Ordinal);
        Assert.All(DeviceCatalog.List(), device => Assert.Contains(device.Selector, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Select_EveryListedSelector_IsThatDeviceOrTellsWhyNot()
    {
        foreach (var device in DeviceCatalog.List())
        {
            if (device.UnusableReason is null)
            {
                Assert.Equal(device.Selector, DeviceCatalog.Select(device.Selector).Selector);
            }
            else
            {
                string message = Assert.Throws<DeviceException>(() => DeviceCatalog.Select(device.Selector)).Message;
                Assert.Contains(device.UnusableReason, message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Select_Auto_IsTheFirstUsableDevice()
    {
        Assert.Equal(DeviceCatalog.List().First(device => device.IsUsable).Selector, DeviceCatalog.Select("auto").Selector);
        Assert.Equal("cpu", DeviceCatalog.Select("CPU").Selector);
        Assert.Equal("cpu", DeviceCatalog.List()[^1].Selector);
    }

    [Fact]
    public void Open_WithImpossibleArguments_IsAnArgumentError()
    {
        Assert.Throws<ArgumentNullException>(() => ComputeDevice.Open(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => ComputeDevice.Open("cpu", -1));
    }

    [Fact]
    public void Allocate_MoreThanThereIs_IsADeviceErrorThatTellsHowMuch()
    {
        using var device = ComputeDevice.Open("cpu");

        string message = Assert.Throws<DeviceException>(() => device.Allocate(new(1 << 12, 1 << 12, 1 << 12, 1 << 10))).Message;

        Assert.Contains("could not give 268435456 MiB of memory", message, StringComparison.Ordinal);
    }
}

using DiffPir.Kernels;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>Tests that run the whole network need more than ILGPU's CPU accelerator.</summary>
internal static class FastDevice
{
    /// <summary>Skips the test, visibly, on a machine without a usable CUDA or OpenCL device.</summary>
    public static void Require() => Assert.SkipUnless(
        DeviceCatalog.List().Any(static device => device.IsUsable && device.Kind != DeviceKind.Cpu), "this machine has no usable CUDA or OpenCL device");
}

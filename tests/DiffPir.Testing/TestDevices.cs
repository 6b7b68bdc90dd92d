using DiffPir.Kernels;

namespace DiffPir.Testing;

/// <summary>
/// The devices that operation tests run on, opened once a process. A test takes the selector as its parameter and calls
/// <see cref="Require"/>, so that an absent device is a visible skip. They multiply in single precision, which bounds of errors are about.
/// </summary>
public static class TestDevices
{
    /// <summary>
    /// An OpenCL device on which plans choose kernels as for a GPU, whatever it is: so that a machine without a GPU tests them, launch sizes
    /// included.
    /// </summary>
    public const string OpenClAsGpu = "opencl as gpu";

    private static readonly Dictionary<string, ComputeDevice> Opened = [];

    /// <summary>Selectors of every backend, whether this machine has it or not, and <see cref="OpenClAsGpu"/>.</summary>
    public static TheoryData<string> All => ["opencl", OpenClAsGpu, "cuda", "cpu"];

    /// <summary>Backends that are fast enough for more than tiny shapes.</summary>
    public static TheoryData<string> Fast => ["opencl", "cuda"];

    /// <summary>The device, or a skipped test where this machine has none of the kind.</summary>
    public static ComputeDevice Require(string selector)
    {
        if (!Opened.TryGetValue(selector, out var device))
        {
            string kind = selector == OpenClAsGpu ? "opencl" : selector;
            Assert.SkipUnless(IsPresent(kind), $"this machine has no usable {kind} device");
            device = selector == OpenClAsGpu ? StagedDevices.OpenAsGpu(kind) : ComputeDevice.Open(selector, precision: Precision.Fp32);
            Opened.Add(selector, device);
        }

        return device;
    }

    /// <summary>Skips a test of whole networks, visibly, on a machine where only ILGPU's CPU accelerator could run it.</summary>
    public static void RequireFast() => Assert.SkipUnless(
        DeviceCatalog.List().Any(static device => device.IsUsable && device.Kind != DeviceKind.Cpu), "this machine has no usable CUDA or OpenCL device");

    /// <summary>
    /// ILGPU's CPU accelerator with the warps of an NVIDIA GPU and a model of its tensor-core instructions: slow, for tiny shapes. The caller
    /// disposes it.
    /// </summary>
    public static ComputeDevice OpenWarpModel(Precision precision) => StagedDevices.OpenWarpModel(256, precision);

    /// <summary>A CUDA device that multiplies in a shorter format, or a skipped test where there is none. The caller disposes it.</summary>
    public static ComputeDevice RequireTensorCores(Precision precision)
    {
        Require("cuda");
        try
        {
            return ComputeDevice.Open("cuda", precision: precision);
        }
        catch (DeviceException exception)
        {
            Assert.Skip(exception.Message);
            throw;
        }
    }

    private static bool IsPresent(string selector) =>
        DeviceCatalog.List().Any(device => device.IsUsable && device.Selector.StartsWith(selector, StringComparison.Ordinal));
}

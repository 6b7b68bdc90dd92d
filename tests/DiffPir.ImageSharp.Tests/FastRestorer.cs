using DiffPir.Kernels;
using DiffPir.Models;

namespace DiffPir.ImageSharp.Tests;

/// <summary>One restorer with the small prior for all tests, opened with the first that needs it.</summary>
public sealed class FastRestorer : IDisposable
{
    private PictureRestorer? _restorer;

    /// <summary>The restorer; the test is skipped, visibly, on a machine without a usable CUDA or OpenCL device.</summary>
    public PictureRestorer Require()
    {
        RequireFastDevice();
        return _restorer ??= new(new() { Model = BuiltinModels.Small });
    }

    /// <summary>Skips the test on a machine without a usable CUDA or OpenCL device.</summary>
    public static void RequireFastDevice() => Assert.SkipUnless(
        DeviceCatalog.List().Any(static device => device.IsUsable && device.Kind != DeviceKind.Cpu), "this machine has no usable CUDA or OpenCL device");

    /// <inheritdoc/>
    public void Dispose() => _restorer?.Dispose();
}

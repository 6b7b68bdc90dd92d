using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>Tests that run the whole network need more than ILGPU's CPU accelerator.</summary>
internal static class FastDevice
{
    /// <summary>Skips the test, visibly, on a machine without a usable CUDA or OpenCL device.</summary>
    public static void Require() => TestDevices.RequireFast();
}

using DiffPir.Kernels.Intrinsics;
using ILGPU.Runtime.CPU;

namespace DiffPir.Kernels;

/// <summary>Devices that are not what plans take them for: for tests and benchmarks.</summary>
internal static class StagedDevices
{
    // Enough for small shapes to be taken for small.
    private const int Multiprocessors = 6;

    /// <summary>A device that plans take for a GPU, which a processor's OpenCL device can stand in for.</summary>
    /// <param name="selector">The device that stands in.</param>
    /// <param name="recorder">Stands in for what records launches on a GPU; null for none.</param>
    /// <param name="limits">What its groups may take; null for what the device that stands in allows.</param>
    public static ComputeDevice OpenAsGpu(string selector, ILaunchRecorder? recorder = null, GroupLimits? limits = null)
    {
        var description = DeviceCatalog.Select(selector);
        return new(
            description with { IsProcessor = false }, 0, Precision.Fp32, context => ComputeDevice.CreateAccelerator(description, context), limits: limits)
        {
            Multiprocessors = Multiprocessors,
            Recorder = recorder,
        };
    }

    /// <summary>
    /// ILGPU's CPU accelerator with the threads of a CUDA group, in warps of 32, on which tensor-core kernels run by
    /// <see cref="TensorCoreModel"/>. Plans choose kernels as for CUDA.
    /// </summary>
    public static ComputeDevice OpenWarpModel(int groupSize, Precision precision) => new(
        DeviceCatalog.Select("cpu") with { IsProcessor = false }, 0, precision,
        context => new CPUDevice(TensorCoreLayout.WarpSize, groupSize / TensorCoreLayout.WarpSize, 1).CreateCPUAccelerator(context))
    {
        Multiprocessors = Multiprocessors,
    };

    /// <summary>
    /// Plans launch on it what they launch on a device in use, with the same arguments and grids, but no kernel does anything. What remains
    /// of an evaluation is the cost of its launches.
    /// </summary>
    public static ComputeDevice OpenEmptied(ComputeDevice inUse) => new(
        inUse.Description, inUse.Threads, inUse.Precision, context => ComputeDevice.CreateAccelerator(inUse.Description, context), emptied: true)
    {
        Multiprocessors = inUse.Multiprocessors,
    };
}

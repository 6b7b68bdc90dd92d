namespace DiffPir.Kernels;

/// <summary>The runtime that drives a device.</summary>
public enum DeviceKind
{
    /// <summary>An NVIDIA GPU through the CUDA driver.</summary>
    Cuda,

    /// <summary>Any OpenCL 2.0+ device with generic address space: GPUs of every vendor, processors through PoCL.</summary>
    OpenCl,

    /// <summary>ILGPU's CPU accelerator: correct and slow, for debugging and as a last resort.</summary>
    Cpu,
}

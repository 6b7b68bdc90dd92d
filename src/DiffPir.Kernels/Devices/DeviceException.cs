using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace DiffPir.Kernels;

/// <summary>No device, not enough device memory, a device that failed, or a kernel that its compiler refused. The message says what to do.</summary>
public sealed class DeviceException : Exception
{
    /// <summary>Creates the exception.</summary>
    public DeviceException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public DeviceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>True where the device itself failed while it worked, so that what it does next may fail too; false where it lacks something.</summary>
    public bool HasDeviceFailed { get; init; }

    /// <summary>What a device's driver reported, as an error of this kind.</summary>
    /// <param name="error">An error of any kind.</param>
    /// <param name="device">The device's name, where it is known.</param>
    /// <returns>Null for an error of another kind.</returns>
    public static DeviceException? Of(Exception error, string device = "the device") => error is AcceleratorException
        ? new($"{device} failed at work: {(error is CLException openCl ? openCl.Error.ToString() : error.Message.TrimEnd('.'))}. Try again, or choose another device", error)
        {
            HasDeviceFailed = true,
        }
        : null;
}

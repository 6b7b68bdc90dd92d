namespace DiffPir.Kernels;

/// <summary>No device, not enough device memory, or a kernel that a device's compiler refused. The message says what to do.</summary>
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
}

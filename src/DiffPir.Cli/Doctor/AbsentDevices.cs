using System.Runtime.InteropServices;
using DiffPir.Kernels;

namespace DiffPir.Cli.Doctor;

/// <summary>Why a kind of devices is not there.</summary>
/// <param name="Kind">CUDA or OpenCL.</param>
/// <param name="Reason">What is missing, and what to do.</param>
internal sealed record AbsentDevices(string Kind, string Reason)
{
    /// <summary>Where the loader of OpenCL finds drivers on Linux, unless the variable names another folder.</summary>
    private const string DriverFolder = "/etc/OpenCL/vendors", DriverFolderVariable = "OCL_ICD_VENDORS";

    /// <summary>The kinds of which no device is there, with reasons.</summary>
    public static IReadOnlyList<AbsentDevices> Among(IReadOnlyList<DeviceDescription> devices)
    {
        var absent = new List<AbsentDevices>();
        if (devices.All(static device => device.Kind != DeviceKind.Cuda))
        {
            absent.Add(new("CUDA", IsThere(OperatingSystem.IsWindows() ? ["nvcuda"] : ["libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1"])
                ? "NVIDIA's driver is there and shows no GPU: 'nvidia-smi' tells more"
                : "NVIDIA's driver (libcuda) is not there: install it, where there is a GPU of NVIDIA"));
        }

        if (devices.All(static device => device.Kind != DeviceKind.OpenCl))
        {
            absent.Add(new("OpenCL", OpenClReason()));
        }

        return absent;
    }

    private static string OpenClReason()
    {
        if (!IsThere(OperatingSystem.IsWindows() ? ["OpenCL"] : OperatingSystem.IsMacOS() ? ["/System/Library/Frameworks/OpenCL.framework/OpenCL"]
            : ["libOpenCL.so.1", "libOpenCL.so"]))
        {
            return "the loader (libOpenCL) is not there: install an OpenCL driver of the GPU's vendor, or PoCL for processors (Debian, Ubuntu: pocl-opencl-icd)";
        }

        if (!OperatingSystem.IsLinux())
        {
            return "the loader is there and shows no device: install a driver of the GPU's vendor";
        }

        string folder = Environment.GetEnvironmentVariable(DriverFolderVariable) is { Length: > 0 } chosen ? chosen : DriverFolder;
        string[] drivers = Directory.Exists(folder)
            ? [.. Directory.EnumerateFileSystemEntries(folder).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];
        return drivers.Length == 0
            ? $"no driver is entered in '{folder}': install one of the GPU's vendor, or PoCL for processors (Debian, Ubuntu: pocl-opencl-icd)"
            : $"the drivers in '{folder}' ({string.Join(", ", drivers)}) show no device: 'clinfo' tells more";
    }

    private static bool IsThere(string[] libraries) => libraries.Any(static library =>
    {
        if (!NativeLibrary.TryLoad(library, out nint handle))
        {
            return false;
        }

        NativeLibrary.Free(handle);
        return true;
    });
}

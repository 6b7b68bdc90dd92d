using System.Reflection;
using System.Runtime.InteropServices;

namespace DiffPir.Kernels;

/// <summary>What has to be arranged with the operating system before the first OpenCL call of the process.</summary>
internal static partial class NativeRuntime
{
    private static readonly Lock Gate = new();
    private static bool _resolverInstalled;

    /// <summary>
    /// Lets ILGPU find OpenCL where only the run-time name libOpenCL.so.1 exists (no development package). Idempotent.
    /// </summary>
    public static void InstallOpenClResolver()
    {
        lock (Gate)
        {
            if (!_resolverInstalled)
            {
                NativeLibrary.SetDllImportResolver(typeof(ILGPU.Context).Assembly, Resolve);
                _resolverInstalled = true;
            }
        }
    }

    /// <summary>
    /// Limits PoCL to a number of threads. It reads its environment natively, so the variable is set through libc, which
    /// <see cref="Environment.SetEnvironmentVariable(string, string?)"/> does not do on Linux. Without effect once OpenCL is in use.
    /// </summary>
    public static void LimitPoclThreads(int threads)
    {
        string value = threads.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable("POCL_CPU_MAX_CU_COUNT", value);
        }
        else
        {
            _ = SetEnvironment("POCL_CPU_MAX_CU_COUNT", value, 1);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name == "OpenCL" && OperatingSystem.IsLinux())
        {
            foreach (string candidate in new[] { "libOpenCL.so.1", "libOpenCL.so" })
            {
                if (NativeLibrary.TryLoad(candidate, out nint handle))
                {
                    return handle;
                }
            }
        }

        return nint.Zero; // the default search
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}

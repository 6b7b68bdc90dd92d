using System.Reflection;
using System.Runtime.InteropServices;

namespace DiffPir.Kernels;

/// <summary>What has to be arranged with the operating system before the first OpenCL call of the process.</summary>
internal static partial class NativeRuntime
{
    private static readonly Lock Gate = new();
    private static bool _resolverInstalled;

    /// <summary>
    /// Lets ILGPU and this assembly find OpenCL where only the run-time name libOpenCL.so.1 exists (no development package). Idempotent.
    /// </summary>
    public static void InstallOpenClResolver()
    {
        lock (Gate)
        {
            if (!_resolverInstalled)
            {
                NativeLibrary.SetDllImportResolver(typeof(ILGPU.Context).Assembly, Resolve);
                NativeLibrary.SetDllImportResolver(typeof(NativeRuntime).Assembly, Resolve);

                // PoCL's compiler reports the number of its warnings on the error stream whenever it builds.
                SetNativeVariable("POCL_EXTRA_BUILD_FLAGS", "-w", overwrite: false);
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
        SetNativeVariable("POCL_CPU_MAX_CU_COUNT", threads.ToString(System.Globalization.CultureInfo.InvariantCulture), overwrite: true);
    }

    private static void SetNativeVariable(string name, string value, bool overwrite)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable(name, value);
        }
        else
        {
            _ = SetEnvironment(name, value, overwrite ? 1 : 0);
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

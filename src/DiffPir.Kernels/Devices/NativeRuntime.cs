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
                _resolverInstalled = true;
            }
        }
    }

    /// <summary>Limits PoCL to a number of threads. Without effect once OpenCL is in use.</summary>
    public static void LimitPoclThreads(int threads) =>
        SetVariable("POCL_CPU_MAX_CU_COUNT", threads.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>
    /// Sets a variable of the environment for native code, which reads it natively: on Linux
    /// <see cref="Environment.SetEnvironmentVariable(string, string?)"/> changes a copy.
    /// </summary>
    public static void SetVariable(string name, string value)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable(name, value);
        }
        else
        {
            _ = SetEnvironment(name, value, overwrite: 1);
        }
    }

    /// <summary>
    /// Gives memory that native code has freed back to the system, where its allocator, that of glibc, would keep it: after a compiler
    /// inside of this process has run, tens of megabytes.
    /// </summary>
    public static void ReturnFreeMemory()
    {
        if (OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "malloc_trim", out _))
        {
            _ = TrimHeap(0);
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

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimHeap(nuint keep);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}

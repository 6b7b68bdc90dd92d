using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace DiffPir.Kernels;

/// <summary>What has to be arranged with the operating system before the first OpenCL call of the process.</summary>
internal static partial class NativeRuntime
{
    // Where Windows puts the driver for its Linux guests.
    private const string WslCuda = "/usr/lib/wsl/lib/libcuda.so.1";

    private static readonly Lock Gate = new();
    private static bool _findsDrivers;

    /// <summary>
    /// Lets ILGPU and this assembly find OpenCL and CUDA where only the run-time names libOpenCL.so.1 and libcuda.so.1 exist (no development
    /// package). Idempotent. Asked only after the usual search; an import resolver would clash with the one that ILGPU sets under WSL2.
    /// </summary>
    public static void FindDrivers()
    {
        lock (Gate)
        {
            if (!_findsDrivers)
            {
                foreach (var context in new[] { ContextOf(typeof(ILGPU.Context)), ContextOf(typeof(NativeRuntime)) }.Distinct())
                {
                    context.ResolvingUnmanagedDll += Resolve;
                }

                _findsDrivers = true;
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

    /// <summary>Whether this user may execute a file of that path; asked of libc, on Linux only.</summary>
    public static bool IsExecutable(string path)
    {
        const int execute = 1;
        return Access(path, execute) == 0;
    }

    private static AssemblyLoadContext ContextOf(Type type) =>
        AssemblyLoadContext.GetLoadContext(type.Assembly) ?? AssemblyLoadContext.Default;

    private static nint Resolve(Assembly assembly, string name)
    {
        string[] candidates = !OperatingSystem.IsLinux() ? [] : name switch
        {
            "OpenCL" => ["libOpenCL.so.1", "libOpenCL.so"],
            "cuda" => ["libcuda.so.1", "libcuda.so", "/usr/local/nvidia/lib64/libcuda.so.1", WslCuda],
            _ => [],
        };
        foreach (string candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out nint handle))
            {
                return handle;
            }
        }

        return nint.Zero;
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimHeap(nuint keep);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}

namespace DiffPir.Kernels;

/// <summary>What a program may set for OpenCL before the first device is listed or opened; afterwards it has no effect.</summary>
public static class OpenClSettings
{
    /// <summary>Where PoCL, OpenCL on processors, keeps compiled kernels. Without a folder that it can write, it offers no device.</summary>
    /// <param name="folder">An absolute path.</param>
    public static void UseKernelCache(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        NativeRuntime.SetVariable("POCL_CACHE_DIR", folder);
    }
}

using System.Runtime.InteropServices;

namespace DiffPir.Kernels;

/// <summary>
/// The functions of CUDA's driver for graphs (CUDA driver API, section "Graph management"), which ILGPU does not offer; each returns
/// CUDA's error number, 0 for success.
/// </summary>
internal static unsafe class CudaDriver
{
    // Of other threads, nothing is forbidden meanwhile: kernels compile in the background.
    private const int ThreadLocalCapture = 1;

    // ILGPU has loaded the driver under the same name by the time that a device exists.
    private static readonly nint Library = NativeLibrary.Load(OperatingSystem.IsWindows() ? "nvcuda" : "cuda", typeof(CudaDriver).Assembly, null);
    private static readonly delegate* unmanaged<nint, int, int> BeginCaptureFunction =
        (delegate* unmanaged<nint, int, int>)Find("cuStreamBeginCapture_v2");

    private static readonly delegate* unmanaged<nint, nint*, int> EndCaptureFunction =
        (delegate* unmanaged<nint, nint*, int>)Find("cuStreamEndCapture");

    private static readonly delegate* unmanaged<nint*, nint, ulong, int> InstantiateFunction =
        (delegate* unmanaged<nint*, nint, ulong, int>)Find("cuGraphInstantiateWithFlags");

    private static readonly delegate* unmanaged<nint, nint, int> LaunchFunction = (delegate* unmanaged<nint, nint, int>)Find("cuGraphLaunch");
    private static readonly delegate* unmanaged<nint, int> DestroyGraphFunction = (delegate* unmanaged<nint, int>)Find("cuGraphDestroy");
    private static readonly delegate* unmanaged<nint, int> DestroyExecutableFunction =
        (delegate* unmanaged<nint, int>)Find("cuGraphExecDestroy");

    /// <summary>From now on, launches on the stream are recorded rather than run.</summary>
    public static int BeginCapture(nint stream) => BeginCaptureFunction(stream, ThreadLocalCapture);

    /// <summary>Ends that; the caller owns the graph.</summary>
    public static int EndCapture(nint stream, out nint graph)
    {
        nint made = 0;
        int error = EndCaptureFunction(stream, &made);
        graph = made;
        return error;
    }

    /// <summary>Makes an executable graph, which the caller owns.</summary>
    public static int Instantiate(nint graph, out nint executable)
    {
        nint made = 0;
        int error = InstantiateFunction(&made, graph, 0);
        executable = made;
        return error;
    }

    /// <summary>Enqueues an executable graph.</summary>
    public static int Launch(nint executable, nint stream) => LaunchFunction(executable, stream);

    /// <summary>Frees a graph.</summary>
    public static int DestroyGraph(nint graph) => DestroyGraphFunction(graph);

    /// <summary>Frees an executable graph.</summary>
    public static int DestroyExecutable(nint executable) => DestroyExecutableFunction(executable);

    private static nint Find(string name) => NativeLibrary.GetExport(Library, name);
}

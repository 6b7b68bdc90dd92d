using ILGPU.Runtime.Cuda;

namespace DiffPir.Kernels;

/// <summary>Records launches as a CUDA graph, by capture of the stream they are enqueued on.</summary>
/// <param name="accelerator">Where they run.</param>
/// <param name="stream">A stream of its own: the driver does not capture the legacy one.</param>
internal sealed class CudaGraphRecorder(CudaAccelerator accelerator, CudaStream stream) : ILaunchRecorder
{
    /// <inheritdoc/>
    public ILaunchRecording Record(Action launches)
    {
        using var binding = accelerator.BindScoped();
        Require(CudaDriver.BeginCapture(stream.StreamPtr), "begin to record launches");
        nint graph;
        try
        {
            launches();
        }
        finally
        {
            // Ended in any case: a stream that still captures would swallow all later work.
            Require(CudaDriver.EndCapture(stream.StreamPtr, out graph), "record launches");
        }

        try
        {
            Require(CudaDriver.Instantiate(graph, out nint executable), "prepare recorded launches");
            return new Recording(accelerator, stream, executable);
        }
        finally
        {
            _ = CudaDriver.DestroyGraph(graph);
        }
    }

    private static void Require(int error, string attempt)
    {
        if (error != 0)
        {
            throw new DeviceException(
                $"the CUDA driver could not {attempt} (error {error}). Set {ComputeDevice.CudaGraphVariable}=0 to launch kernels one by one, and please report this");
        }
    }

    private sealed class Recording(CudaAccelerator accelerator, CudaStream stream, nint executable) : ILaunchRecording
    {
        public void Replay()
        {
            using var binding = accelerator.BindScoped();
            Require(CudaDriver.Launch(executable, stream.StreamPtr), "start recorded launches");
        }

        public void Dispose()
        {
            using var binding = accelerator.BindScoped();
            _ = CudaDriver.DestroyExecutable(executable);
        }
    }
}

namespace DiffPir.Kernels;

/// <summary>
/// Launches that are enqueued again and again with the same arguments: one by one the first time, which waits for their kernels to be compiled, then
/// as one command, where the device can.
/// </summary>
/// <param name="device">Where they run.</param>
internal sealed class RepeatedLaunches(ComputeDevice device) : IDisposable
{
    private ILaunchRecording? _recording;
    private nint _key;

    /// <summary>Enqueues the launches.</summary>
    /// <param name="key">Not 0. Who gives the same again promises the same launches with the same arguments.</param>
    /// <param name="launches">Enqueues kernels; allocates nothing and waits for nothing.</param>
    public void Run(nint key, Action launches)
    {
        if (device.Recorder is not { } recorder || key != _key)
        {
            launches();
            _key = _recording is null ? key : _key;
            return;
        }

        _recording ??= recorder.Record(launches);
        _recording.Replay();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!device.IsDisposed && _recording is not null)
        {
            device.Synchronize();
            _recording.Dispose();
        }
    }
}

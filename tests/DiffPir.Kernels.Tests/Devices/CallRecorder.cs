namespace DiffPir.Kernels.Tests.Devices;

/// <summary>Stands in for what records launches on CUDA: replays them by calling again what launched them.</summary>
internal sealed class CallRecorder : ILaunchRecorder
{
    /// <summary>Recordings made.</summary>
    public int Recorded { get; private set; }

    /// <summary>Replays of all of them.</summary>
    public int Replayed { get; private set; }

    /// <summary>Recordings disposed.</summary>
    public int Disposed { get; private set; }

    /// <inheritdoc/>
    public ILaunchRecording Record(Action launches)
    {
        Recorded++;
        return new Recording(this, launches);
    }

    private sealed class Recording(CallRecorder recorder, Action launches) : ILaunchRecording
    {
        public void Replay()
        {
            recorder.Replayed++;
            launches();
        }

        public void Dispose() => recorder.Disposed++;
    }
}

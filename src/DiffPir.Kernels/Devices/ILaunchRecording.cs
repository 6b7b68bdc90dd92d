namespace DiffPir.Kernels;

/// <summary>Launches that were recorded, with the arguments they had then. Nothing of it may be running when it is disposed.</summary>
internal interface ILaunchRecording : IDisposable
{
    /// <summary>Enqueues them again, in the order of the device's other work.</summary>
    void Replay();
}

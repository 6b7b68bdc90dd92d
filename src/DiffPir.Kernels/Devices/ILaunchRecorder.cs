namespace DiffPir.Kernels;

/// <summary>Makes one command of many launches, where a device can: enqueuing hundreds of small kernels one by one costs more than they take.</summary>
internal interface ILaunchRecorder
{
    /// <summary>Records launches without running them.</summary>
    /// <param name="launches">Enqueues kernels that are compiled already, on the device's stream; allocates nothing and waits for nothing.</param>
    /// <exception cref="DeviceException">The device refuses.</exception>
    ILaunchRecording Record(Action launches);
}

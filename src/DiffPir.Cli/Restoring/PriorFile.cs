using DiffPir.Cli.Options;
using DiffPir.Kernels;
using DiffPir.Network;

namespace DiffPir.Cli.Restoring;

/// <summary>Brings a prior from its file onto a device.</summary>
internal static class PriorFile
{
    /// <summary>Loads the network; the file is closed afterwards.</summary>
    /// <exception cref="CheckpointException">The file is missing, damaged, or of another architecture.</exception>
    /// <exception cref="DeviceException">The device's memory does not suffice.</exception>
    public static UNetDenoiser Load(ComputeDevice device, ModelChoice choice)
    {
        using var checkpoint = Checkpoint.Open(choice.Path);
        return UNetDenoiser.Load(device, checkpoint, choice.Options);
    }
}

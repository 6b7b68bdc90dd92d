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
    public static IDenoiser Load(ComputeDevice device, ModelChoice choice) => DenoiserLoader.Load(device, choice.Path, choice.Options);
}

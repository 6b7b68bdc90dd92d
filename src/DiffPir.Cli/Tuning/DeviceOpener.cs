using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Kernels;

namespace DiffPir.Cli.Tuning;

/// <summary>Opens the device of a command with what earlier runs measured on it.</summary>
internal static class DeviceOpener
{
    /// <summary>Opens a device; a tuning file that cannot be used is reported and ignored.</summary>
    /// <exception cref="DeviceException">There is no such device, or it cannot be used.</exception>
    public static ComputeDevice Open(Terminal terminal, DeviceChoice where)
    {
        var device = ComputeDevice.Open(where.Selector, where.Threads, where.Precision);
        if (TuningFile.For(device).Load(device) is { } problem)
        {
            terminal.Error.WriteLine($"diffpir: warning: {problem}");
        }

        return device;
    }
}

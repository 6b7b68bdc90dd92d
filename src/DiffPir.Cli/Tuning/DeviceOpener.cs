using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Kernels;

namespace DiffPir.Cli.Tuning;

/// <summary>Opens the device of a command, and finds what earlier runs measured on it.</summary>
internal static class DeviceOpener
{
    /// <summary>Opens a device; what had to be done for OpenCL before is reported.</summary>
    /// <exception cref="DeviceException">There is no such device, or it cannot be used.</exception>
    public static ComputeDevice Open(Terminal terminal, DeviceChoice where)
    {
        if (KernelCache.Prepare() is { } remark)
        {
            terminal.Error.WriteLine($"diffpir: warning: {remark}");
        }

        return ComputeDevice.Open(where.Selector, where.Threads, where.Precision);
    }

    /// <summary>The measured choices for a device; a tuning file that cannot be used is reported and ignored.</summary>
    public static TuningTable ReadChoices(Terminal terminal, ComputeDevice device)
    {
        var choices = new TuningTable();
        if (TuningFile.For(device).Load(choices) is { } problem)
        {
            terminal.Error.WriteLine($"diffpir: warning: {problem}");
        }

        return choices;
    }
}

using DiffPir.Kernels;

namespace DiffPir.Cli.Reporting;

/// <summary>The list of devices, wherever it is shown.</summary>
internal static class DeviceLines
{
    /// <summary>The devices for JSON. Their names are part of the command line's contract.</summary>
    public static IEnumerable<object> ForJson(IEnumerable<DeviceDescription> devices) => devices.Select(static d => new
    {
        d.Selector, d.Name, d.Platform, d.MemoryBytes, d.IsProcessor, usable = d.IsUsable, reason = d.UnusableReason,
    });

    /// <summary>Writes a line for each, and why one cannot be used.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="devices">The devices.</param>
    /// <param name="marked">The one with a star in front; null for none.</param>
    public static void Write(TextWriter output, IEnumerable<DeviceDescription> devices, DeviceDescription? marked = null)
    {
        foreach (var device in devices)
        {
            string mark = device == marked ? "*" : " ";
            output.WriteLine($"{mark} {device.Selector,-10} {device.Name}, {Amounts.Bytes(device.MemoryBytes)} ({device.Platform})");
            if (device.UnusableReason is { } reason)
            {
                output.WriteLine($"             cannot be used: {reason}");
            }
        }
    }
}

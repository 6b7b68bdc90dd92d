using DiffPir.Cli.Options;
using DiffPir.Kernels;

namespace DiffPir.Cli.Batches;

/// <summary>The devices that share a batch: all GPUs of the kind that was asked for, where no single one was named.</summary>
internal static class BatchDevices
{
    /// <summary>The devices, at least one.</summary>
    /// <param name="where">What was asked for.</param>
    /// <param name="first">The device that one picture would be restored on.</param>
    /// <param name="devices">All of this machine.</param>
    /// <param name="pictures">No more devices than pictures.</param>
    public static IReadOnlyList<DeviceChoice> Of(DeviceChoice where, DeviceDescription first, IEnumerable<DeviceDescription> devices, int pictures)
    {
        if (where.Selector.Contains(':') || first.IsProcessor || first.Kind == DeviceKind.Cpu)
        {
            return [where];
        }

        return
        [
            .. devices.Where(device => device.IsUsable && device.Kind == first.Kind && !device.IsProcessor)
                .Select(device => where with { Selector = device.Selector })
                .Take(Math.Max(1, pictures)),
        ];
    }
}

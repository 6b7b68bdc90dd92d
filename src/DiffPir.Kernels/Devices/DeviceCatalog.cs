using ILGPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace DiffPir.Kernels;

/// <summary>Finds the devices of this machine and resolves a selector to one of them.</summary>
public static class DeviceCatalog
{
    /// <summary>
    /// Every device that a runtime reports, usable or not, in the order of preference of <c>auto</c> within the usable ones:
    /// CUDA, OpenCL GPUs, OpenCL processors, the CPU accelerator (always present).
    /// </summary>
    public static IReadOnlyList<DeviceDescription> List()
    {
        NativeRuntime.FindDrivers();
        var found = new List<DeviceDescription>();
        using (var context = Context.Create(builder => builder.Cuda(_ => true)))
        {
            foreach (var device in context.GetCudaDevices())
            {
                found.Add(Describe(device, found.Count));
            }
        }

        var openCl = new List<DeviceDescription>();
        using (var context = Context.Create(builder => builder.OpenCL(_ => true)))
        {
            foreach (var device in context.GetCLDevices())
            {
                openCl.Add(Describe(device, openCl.Count));
            }
        }

        found.AddRange(openCl.OrderBy(device => device.IsProcessor));
        found.Add(DescribeCpu());
        return found;
    }

    /// <summary>The device of a list that <c>auto</c> picks: the first usable one.</summary>
    /// <returns>Null for none: also where only the CPU accelerator is left while an installed package would make a processor's OpenCL device usable,
    /// which is hundreds of times faster.</returns>
    public static DeviceDescription? Preferred(IReadOnlyList<DeviceDescription> devices)
    {
        ArgumentNullException.ThrowIfNull(devices);
        var first = devices.FirstOrDefault(static device => device.IsUsable);
        return first?.Kind == DeviceKind.Cpu && devices.Any(IsMendable) ? null : first;
    }

    /// <summary>The device that a selector names.</summary>
    /// <param name="selector"><c>auto</c>, <c>cuda[:n]</c>, <c>opencl[:n]</c> or <c>cpu</c>.</param>
    /// <exception cref="DeviceException">The selector is malformed, or names a device that is absent or unusable.</exception>
    public static DeviceDescription Select(string selector)
    {
        var (kind, index) = Parse(selector);
        if (kind == DeviceKind.Cpu)
        {
            return DescribeCpu();
        }

        var devices = List();
        if (kind is null)
        {
            // The CPU accelerator can always be used: where even that is not picked, a device that can be mended is the reason.
            return Preferred(devices) is { } preferred ? preferred : throw Unusable("auto", devices.First(IsMendable));
        }

        var ofKind = devices.Where(device => device.Kind == kind).ToList();
        var chosen = index is null
            ? ofKind.FirstOrDefault(device => device.IsUsable) ?? ofKind.FirstOrDefault()
            : ofKind.FirstOrDefault(device => device.Index == index);
        return chosen switch
        {
            null => throw new DeviceException(
                $"device '{selector}' was not found; present: {string.Join(", ", devices.Select(device => device.Selector))}. " +
                "Choose one of these devices or 'auto'"),
            { IsUsable: false } => throw Unusable(selector, chosen),
            _ => chosen,
        };
    }

    private static (DeviceKind? Kind, int? Index) Parse(string selector)
    {
        string[] parts = selector.Split(':');
        int? index = null;
        if (parts.Length == 2 && int.TryParse(parts[1], out int parsed) && parsed >= 0)
        {
            index = parsed;
        }
        else if (parts.Length != 1)
        {
            throw Malformed(selector);
        }

        return parts[0].ToUpperInvariant() switch
        {
            "AUTO" when index is null => (null, null),
            "CPU" when index is null => (DeviceKind.Cpu, null),
            "CUDA" => (DeviceKind.Cuda, index),
            "OPENCL" => (DeviceKind.OpenCl, index),
            _ => throw Malformed(selector),
        };
    }

    private static bool IsMendable(DeviceDescription device) => device.UnusableReason == PoclLinker.Missing;

    private static DeviceException Unusable(string selector, DeviceDescription device) =>
        new($"device '{selector}' ({device.Name}) cannot be used: {device.UnusableReason}. Choose another device");

    private static DeviceException Malformed(string selector) =>
        new($"'{selector}' is no device; expected auto, cuda, cuda:N, opencl, opencl:N or cpu");

    private static DeviceDescription Describe(CudaDevice device, int index)
    {
        string architecture = device.Architecture is { } sm ? $"sm_{sm.Major}{sm.Minor}" : "unknown architecture";
        bool old = device.Architecture is not { } known || known < CudaArchitecture.SM_60;
        return new(
            DeviceKind.Cuda, index, device.Name, $"CUDA, {architecture}", device.MemorySize, false,
            old ? $"{architecture} is older than the sm_60 that DiffPir needs" : null);
    }

    private static DeviceDescription Describe(CLDevice device, int index)
    {
        bool isPocl = PoclCompiler.Serves(device.PlatformName);
        string? reason = new GroupLimits(device.MaxNumThreadsPerGroup, device.MaxSharedMemoryPerGroup).OpenClShortage;
        if (!device.Capabilities.GenericAddressSpace)
        {
            reason = $"{device.PlatformName} offers no generic address space, which ILGPU needs{(isPocl ? " (PoCL has it from version 4.0)" : string.Empty)}";
        }
        else if (isPocl && !PoclLinker.IsThere())
        {
            reason = PoclLinker.Missing;
        }

        bool processor = device.DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_CPU);
        return new(DeviceKind.OpenCl, index, device.Name, $"{device.PlatformName.Trim()}, OpenCL {device.PlatformVersion}", device.MemorySize, processor,
            reason);
    }

    private static DeviceDescription DescribeCpu() => new(
        DeviceKind.Cpu, 0, "ILGPU CPU accelerator", "debugging and last resort: hundreds of times slower than OpenCL on the same processor",
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, true, null);
}

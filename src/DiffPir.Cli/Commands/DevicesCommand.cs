using System.CommandLine;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Kernels;

namespace DiffPir.Cli.Commands;

/// <summary><c>devices</c>: every device, which one <c>auto</c> picks, and why another is unusable.</summary>
internal static class DevicesCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var json = OptionFactory.Switch("--json", "print the list as one line of JSON");
        var command = new Command("devices", "List the CUDA, OpenCL and CPU devices and say which one 'auto' picks.") { json };
        command.SetWork((parse, _) =>
        {
            if (KernelCache.Prepare() is { } remark)
            {
                terminal.Error.WriteLine($"diffpir: warning: {remark}");
            }

            Write(terminal.Output, DeviceCatalog.List(), parse.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Writes the list, first usable first choice.</summary>
    internal static void Write(TextWriter output, IReadOnlyList<DeviceDescription> devices, bool json)
    {
        var auto = DeviceCatalog.Preferred(devices);
        if (json)
        {
            JsonLine.Write(output, new
            {
                auto = auto?.Selector,
                devices = DeviceLines.ForJson(devices),
            });
            return;
        }

        DeviceLines.Write(output, devices, auto);
        output.WriteLine(auto is null ? "--device auto picks none of them" : $"* is what --device auto picks: {auto.Selector}");
    }
}

using System.CommandLine;
using DiffPir.Cli.Doctor;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Kernels;
using DiffPir.Kernels.SelfTests;

namespace DiffPir.Cli.Commands;

/// <summary><c>doctor</c>: what this installation has to work with, and whether a device computes what it should.</summary>
internal static class DoctorCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => Create(
        terminal, static (device, cancellation) => [.. DeviceSelfTest.Run(device, cancellation), NetworkCheck.Run(device)]);

    /// <summary>The command with another test of devices.</summary>
    /// <param name="terminal">The outside.</param>
    /// <param name="test">Tests a device's operations.</param>
    internal static Command Create(Terminal terminal, Func<ComputeDevice, CancellationToken, IReadOnlyList<SelfTestResult>> test)
    {
        var device = new DeviceOptions();
        var json = OptionFactory.Switch("--json", "print the result as one line of JSON");
        var command = new Command("doctor",
            "Say what there is to work with (devices, drivers, caches, models), and test every kind of operation on a device.") { json };
        device.AddTo(command);
        command.SetWork((parse, cancellation) =>
        {
            var found = Examination.Make(terminal, device.Read(parse), opened => test(opened, cancellation));
            if (parse.GetValue(json))
            {
                ExaminationReport.WriteJson(terminal.Output, found);
            }
            else
            {
                ExaminationReport.WriteText(terminal.Output, found);
            }

            return found.Code;
        });
        return command;
    }
}

using System.Runtime.InteropServices;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Tuning;
using DiffPir.Kernels;
using DiffPir.Kernels.SelfTests;

namespace DiffPir.Cli.Doctor;

/// <summary>What is known of this installation, on this machine.</summary>
internal sealed record Examination
{
    /// <summary>All devices.</summary>
    public required IReadOnlyList<DeviceDescription> Devices { get; init; }

    /// <summary>Kinds of which there is none.</summary>
    public required IReadOnlyList<AbsentDevices> Absent { get; init; }

    /// <summary>Folders that are written to.</summary>
    public required IReadOnlyList<FolderStatus> Folders { get; init; }

    /// <summary>Models that come with the program.</summary>
    public required IReadOnlyList<ModelState> Models { get; init; }

    /// <summary>The device that was tested; null where it could not be opened.</summary>
    public required DeviceDescription? Tested { get; init; }

    /// <summary>The number format that it multiplies in.</summary>
    public required Precision Precision { get; init; }

    /// <summary>What became of each operation on it.</summary>
    public required IReadOnlyList<SelfTestResult> Operations { get; init; }

    /// <summary>Why no device could be opened; null where one was.</summary>
    public required string? DeviceProblem { get; init; }

    /// <summary>The runtime's name and version.</summary>
    public string Runtime { get; } = RuntimeInformation.FrameworkDescription;

    /// <summary>The system's name and version.</summary>
    public string System { get; } = $"{RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()})";

    /// <summary>Processor threads.</summary>
    public int Processors { get; } = Environment.ProcessorCount;

    /// <summary>Main memory that the process may use, in bytes.</summary>
    public long MemoryBytes { get; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Everything that is wrong, each as a sentence; empty for a healthy installation.</summary>
    public IReadOnlyList<string> Problems =>
    [
        .. Folders.Where(static folder => folder.Problem is not null).Select(static folder => $"{folder.Name} '{folder.Path}': {folder.Problem}"),
        .. Models.Where(static model => model.Problem is not null).Select(static model => $"model {model.Name}: {model.Problem}"),
        .. DeviceProblem is { } problem ? [problem] : Array.Empty<string>(),
        .. Operations.Where(static operation => !operation.Passed).Select(operation =>
            $"{Tested?.Selector} computes '{operation.Operation}' wrongly: {operation.Problem ?? $"relative error {operation.Error:0.0e+0}, at most {operation.Bound:0.0e+0} is right"}"),
    ];

    /// <summary>The exit code that says as much.</summary>
    public int Code => Problems.Count == 0 ? ExitCode.Success : DeviceProblem is not null ? ExitCode.Device : ExitCode.Unexpected;

    /// <summary>Looks at everything, and tests a device.</summary>
    /// <param name="terminal">The outside.</param>
    /// <param name="where">The device to test.</param>
    /// <param name="test">Tests a device's operations.</param>
    public static Examination Make(Terminal terminal, DeviceChoice where, Func<ComputeDevice, IReadOnlyList<SelfTestResult>> test)
    {
        var (tested, precision, operations, problem) = Test(terminal, where, test);
        var devices = DeviceCatalog.List();
        return new()
        {
            Devices = devices,
            Absent = AbsentDevices.Among(devices),
            Folders = Places().ToList(),
            Models = ModelState.All(),
            Tested = tested,
            Precision = precision,
            Operations = operations,
            DeviceProblem = problem,
        };
    }

    private static (DeviceDescription? Tested, Precision Precision, IReadOnlyList<SelfTestResult> Operations, string? Problem) Test(
        Terminal terminal, DeviceChoice where, Func<ComputeDevice, IReadOnlyList<SelfTestResult>> test)
    {
        try
        {
            using var device = DeviceOpener.Open(terminal, where);
            return (device.Description, device.Precision, test(device), null);
        }
        catch (DeviceException e)
        {
            return (null, where.Precision, [], Remedies.AddTo(e.Message));
        }
    }

    private static IEnumerable<FolderStatus> Places()
    {
        if (KernelCache.Folder is { } kernels)
        {
            yield return FolderStatus.Of("compiled kernels of PoCL", kernels, isOurs: true);
        }

        yield return FolderStatus.Of("measurements of 'diffpir tune'", TuningFile.Folder(), isOurs: true);
        yield return FolderStatus.Of("temporary files", Path.GetTempPath(), isOurs: false);
        yield return FolderStatus.Of("this folder", Environment.CurrentDirectory, isOurs: false);
        if (ModelsFolder.Path is { } models)
        {
            var status = FolderStatus.Of($"your models ({ModelsFolder.Variable})", models, isOurs: true);
            yield return status with { Problem = ModelsFolder.Problem ?? status.Problem };
        }
    }
}

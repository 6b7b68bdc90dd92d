using DiffPir.Cli.Diagnosing;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Cli.Restoring;

/// <summary>The blur to undo where it is to be found out from the picture.</summary>
/// <param name="Estimate">What was found.</param>
/// <param name="KernelFile">Where its kernel is written; null where it is not sure enough to be used, or the picture goes to no file.</param>
/// <param name="IsBeforeReduction">Whether it came before a reduction: where it is not sure, the picture is enlarged as one that nobody blurred.</param>
internal sealed record BlurReading(BlurEstimate Estimate, string? KernelFile, bool IsBeforeReduction)
{
    /// <summary>The kernel to undo; null where it is not sure enough.</summary>
    public BlurKernel? Kernel => Estimate.IsSure ? Estimate.Kernel : null;

    /// <summary>Whether there is nothing to undo: then doing nothing is the best restoration.</summary>
    public bool LeavesAlone => Kernel is null && !IsBeforeReduction;

    /// <summary>For people: what was found, or why nothing is done about it.</summary>
    public string Text => (Kernel, Estimate.Family, IsBeforeReduction) switch
    {
        (not null, _, false) => $"blur: {Description}{KernelNote}",
        (not null, _, true) => $"blur before the reduction: {Description}{KernelNote}",
        (_, BlurFamily.None, false) => "no blur was found: the picture is written as it is",
        (_, BlurFamily.None, true) => "no blur before the reduction was found: the picture is enlarged as one that was reduced by bicubic interpolation",
        (_, _, false) => $"the blur could not be determined ({Description}): the picture is written as it is; give its kernel with --kernel or --blur",
        _ => $"the blur before the reduction could not be determined ({Description}): the picture is enlarged as one that was reduced by bicubic interpolation",
    };

    private string Description => DiagnosisReport.Describe(Estimate);

    private string KernelNote => KernelFile is null ? "" : $"; its kernel is in {KernelFile}";

    /// <summary>Looks for the blur of a photograph where the task leaves it open; null where it does not.</summary>
    /// <param name="path">The photograph's file.</param>
    /// <param name="traces">What it betrays.</param>
    /// <param name="task">The task.</param>
    /// <param name="output">The restored picture's file, beside which the kernel goes; null where it goes to no file.</param>
    /// <exception cref="CliException">The kernel's file cannot be written.</exception>
    public static BlurReading? Of(string path, PhotographTraces traces, TaskChoice task, string? output)
    {
        if (task.Blur?.Kind != BlurKind.Auto)
        {
            return null;
        }

        bool isBeforeReduction = task.Kind == TaskKind.SuperResolution;
        var estimate = isBeforeReduction
            ? ReductionBlurEstimator.Estimate(traces.Pixels, traces.Noise.Level, traces.Jpeg, task.Scale)
            : traces.Blur;
        string? file = estimate.IsSure && output is not null ? SideFile.Kernel(output, estimate.Kernel!, [path, .. task.Files]) : null;
        return new BlurReading(estimate, file, isBeforeReduction);
    }

    /// <summary>The task as one would tell it who knows the kernel: what is found again need not be looked for again.</summary>
    public TaskChoice AsTold(TaskChoice task) => KernelFile is null ? task : task with { KernelPath = KernelFile, Blur = null };

    /// <summary>The kernel's file and its contents; nothing where it has none.</summary>
    public IEnumerable<(string Path, byte[] Contents)> Files => KernelFile is null ? [] : [(KernelFile, Images.KernelFile.Encode(KernelFile, Kernel!))];
}

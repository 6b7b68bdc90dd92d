using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Cli.Restoring;

/// <summary>From what the command line says of a picture's fate to the operator that describes it.</summary>
internal static class DegradationFactory
{
    /// <summary>The operator whose result is a picture of the given size.</summary>
    /// <param name="task">The task and its files.</param>
    /// <param name="kernels">Its blur kernel, one for each channel, or none (<see cref="ReadKernels"/>).</param>
    /// <param name="mask">Its mask, of the measurement; required for inpainting, null where all of it is known.</param>
    public static Degradation Create(TaskChoice task, IReadOnlyList<BlurKernel> kernels, PixelMask? mask)
    {
        if (task.Kind is TaskKind.Inpaint or TaskKind.Denoise)
        {
            return mask is null && task.Kind == TaskKind.Denoise ? new Denoising() : new Inpainting(mask!);
        }

        var whole = task.Kind switch
        {
            TaskKind.Deblur => OfChannels(kernels, kernel => new Deblurring(kernel, task.Boundary ?? BoundaryHandling.Unknown)),
            TaskKind.SuperResolution when kernels.Count > 0 => OfChannels(kernels, kernel => new SuperResolution(task.Scale, kernel, task.Boundary)),
            TaskKind.SuperResolution when task.Reduction == Reduction.Average =>
                new SuperResolution(task.Scale, BlurKernel.BlockMean(task.Scale), task.Boundary ?? BoundaryHandling.Periodic),
            TaskKind.SuperResolution => new SuperResolution(task.Scale, null, task.Boundary),
            TaskKind.Jpeg => throw new ArgumentException("what a JPEG is like stands in its file, see JpegReading", nameof(task)),
            _ => new Colourisation(),
        };

        // What hides pixels lies on the finished picture: it comes last.
        return mask is null ? whole : new Composition(new Inpainting(mask), whole);
    }

    /// <summary>The operator that made a measurement, with the kernel that the task names.</summary>
    /// <param name="task">The task.</param>
    /// <param name="mask">Its mask; required for inpainting.</param>
    /// <param name="found">The kernel that was found out from the picture; null where the task names it, or none.</param>
    /// <param name="height">Rows of the measurement.</param>
    /// <param name="width">Columns of the measurement.</param>
    /// <param name="seed">Chooses the path of a motion blur.</param>
    /// <exception cref="CliException">The result would be too large, or the kernel is unusable.</exception>
    public static Degradation ForRestoring(TaskChoice task, PixelMask? mask, BlurKernel? found, int height, int width, ulong seed)
    {
        long rows = (long)height * task.Scale, columns = (long)width * task.Scale;
        if (rows * columns > task.MaxPixels)
        {
            throw new CliException(
                ExitCode.Usage,
                $"the result would have {columns} x {rows} = {columns * rows:N0} pixels and the limit is {task.MaxPixels:N0}: "
                + "use a smaller --scale or raise --max-pixels");
        }

        return Create(task, found is null ? ReadKernels(task, seed) : [found], mask);
    }

    /// <summary>An operator of the kind that the task undoes, for what can be checked before a picture is read: what only a picture tells is made up.</summary>
    /// <param name="task">The task.</param>
    /// <param name="seed">Chooses the path of a motion blur.</param>
    /// <exception cref="CliException">The kernel's file cannot be read.</exception>
    public static Degradation ExampleOf(TaskChoice task, ulong seed)
    {
        const int side = 64, hole = 8, quality = 75;
        if (task.Kind == TaskKind.Jpeg)
        {
            return new JpegCompression(new JpegCoding(JpegTables.Standard(quality)));
        }

        bool isFound = task.Blur?.Kind == BlurKind.Auto;
        var mask = task.Kind == TaskKind.Inpaint || task.MaskPath is not null ? PixelMask.Box(side, side, hole, hole, seed) : null;
        return Create(task, isFound ? [BlurKernel.Gaussian(9, 2)] : ReadKernels(task, seed), mask);
    }

    /// <summary>The blur kernel that the task names, or one for each channel; empty when it names none.</summary>
    /// <param name="task">The task.</param>
    /// <param name="seed">Chooses the path of a motion blur.</param>
    /// <exception cref="CliException">The file cannot be read.</exception>
    public static IReadOnlyList<BlurKernel> ReadKernels(TaskChoice task, ulong seed)
    {
        if (task.Blur?.Kind == BlurKind.Auto)
        {
            throw new CliException(ExitCode.Usage,
                "--blur auto is for restore, which finds the blur of a picture: name the one that is meant, gaussian:2 for example");
        }

        var kernels = task.KernelPath is { } path ? KernelFile.LoadAll(path) : task.Blur is { } blur ? [blur.ToKernel(seed)] : [];
        return task.TurnsKernel ? [.. kernels.Select(static kernel => kernel.Turned())] : kernels;
    }

    /// <summary>A task with what lies beyond the edges of a picture to degrade: there has to be something, mirrored or periodic.</summary>
    /// <exception cref="CliException">Unknown was asked for.</exception>
    public static TaskChoice WithEdgesToDegrade(TaskChoice task) => task.Boundary switch
    {
        BoundaryHandling.Unknown => throw new CliException(
            ExitCode.Usage,
            "--boundary unknown is for restore: degrade has to blur something in from beyond the edges, reflect (the default) or periodic"),
        null => task with { Boundary = BoundaryHandling.Reflect },
        _ => task,
    };

    private static Degradation OfChannels(IReadOnlyList<BlurKernel> kernels, Func<BlurKernel, Degradation> of) =>
        kernels is [var kernel] ? of(kernel) : new PerChannel([.. kernels.Select(of)]);
}

using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;
using DiffPir.Sampler;

namespace DiffPir.Cli.Restoring;

/// <summary>From what the command line says of a picture's fate to the operator that describes it.</summary>
internal static class DegradationFactory
{
    /// <summary>The operator whose result is a picture of the given size.</summary>
    /// <param name="task">The task and its files.</param>
    /// <param name="kernel">Its blur kernel, or null (<see cref="ReadKernel"/>).</param>
    /// <param name="mask">Its mask, of the measurement; required for inpainting, null where all of it is known.</param>
    public static Degradation Create(TaskChoice task, BlurKernel? kernel, PixelMask? mask) => task.Kind switch
    {
        TaskKind.Deblur => Damaged(new Deblurring(kernel!, task.Boundary ?? BoundaryHandling.Unknown), mask),
        TaskKind.SuperResolution => Damaged(new SuperResolution(task.Scale, kernel, task.Boundary), mask),
        TaskKind.Inpaint => new Inpainting(mask!),
        TaskKind.Jpeg => throw new ArgumentException("what a JPEG is like stands in its file, see JpegReading", nameof(task)),
        _ => mask is null ? new Denoising() : new Inpainting(mask),
    };

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

        return Create(task, found ?? ReadKernel(task, (int)rows, (int)columns, seed), mask);
    }

    /// <summary>The blur kernel that the task names, checked against the size of the sharp picture; null when it names none.</summary>
    /// <exception cref="CliException">The file cannot be read, or the kernel is larger than the picture.</exception>
    public static BlurKernel? ReadKernel(TaskChoice task, int height, int width, ulong seed)
    {
        if (task.Blur?.Kind == BlurKind.Auto)
        {
            throw new CliException(ExitCode.Usage, "--blur auto is for restore, which finds the blur of a picture: name the one that is meant, gaussian:2 for example");
        }

        var kernel = task.KernelPath is { } path ? KernelFile.Load(path) : task.Blur?.ToKernel(seed);
        if (task.TurnsKernel)
        {
            kernel = kernel?.Turned();
        }

        if (kernel is not null && (kernel.Height > height || kernel.Width > width))
        {
            throw new CliException(
                ExitCode.Usage,
                $"the blur kernel is {kernel.Width} x {kernel.Height} pixels, larger than the picture of {width} x {height}: "
                + "use a smaller kernel (gaussian:STD:SIZE) or a larger picture");
        }

        return kernel;
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

    /// <summary>Scratches lie on the finished picture: they come last.</summary>
    private static Degradation Damaged(Degradation degradation, PixelMask? mask) => mask is null ? degradation : new Composition(new Inpainting(mask), degradation);
}

using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;
using DiffPir.Sampler;

namespace DiffPir.Cli.Restoring;

/// <summary>From what the command line says of a picture's fate to the operator that describes it.</summary>
internal static class DegradationFactory
{
    /// <summary>Share of the largest weight; an 8-bit kernel picture is off by 0.4 % at most.</summary>
    private const float SymmetryTolerance = 0.01f;

    /// <summary>The operator whose result is a picture of the given size.</summary>
    /// <param name="task">The task and its files.</param>
    /// <param name="kernel">Its blur kernel, or null (<see cref="ReadKernel"/>).</param>
    /// <param name="mask">Its mask; required for inpainting.</param>
    public static Degradation Create(TaskChoice task, BlurKernel? kernel, PixelMask? mask) => task.Kind switch
    {
        TaskKind.Deblur => new Deblurring(kernel!),
        TaskKind.SuperResolution => new SuperResolution(task.Scale, kernel),
        TaskKind.Inpaint => new Inpainting(mask!),
        _ => new Denoising(),
    };

    /// <summary>The blur kernel that the task names, checked against the size of the sharp picture; null when it names none.</summary>
    /// <exception cref="CliException">The file cannot be read, or the kernel is larger than the picture.</exception>
    public static BlurKernel? ReadKernel(TaskChoice task, int height, int width, ulong seed)
    {
        var kernel = task.KernelPath is { } path ? KernelFile.Load(path) : task.Blur?.ToKernel(seed);
        if (kernel is not null && (kernel.Height > height || kernel.Width > width))
        {
            throw new CliException(
                ExitCode.Usage,
                $"the blur kernel is {kernel.Width} x {kernel.Height} pixels, larger than the picture of {width} x {height}: "
                + "use a smaller kernel (gaussian:STD:SIZE) or a larger picture");
        }

        return kernel;
    }

    /// <summary>
    /// What the blur sees beyond the edges, where the command line leaves it open. The blur of a mirrored picture is the mirrored blur only
    /// if the kernel is its own mirror image; for every other kernel mirroring contradicts the measurement and the periodic model does less harm.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="kernel">Its kernel, or null for the bicubic filter, which is symmetric.</param>
    public static BoundaryHandling BoundaryFor(TaskChoice task, BlurKernel? kernel) =>
        task.Boundary ?? (kernel is null || IsMirrorSymmetric(kernel) ? BoundaryHandling.Reflect : BoundaryHandling.Periodic);

    /// <summary>True when both mirror images about the origin differ from the kernel by rounding only.</summary>
    private static bool IsMirrorSymmetric(BlurKernel kernel)
    {
        if (kernel.Height % 2 == 0 || kernel.Width % 2 == 0)
        {
            return false;
        }

        float largest = 0, difference = 0;
        for (var row = 0; row < kernel.Height; row++)
        {
            for (var column = 0; column < kernel.Width; column++)
            {
                var value = kernel[row, column];
                largest = Math.Max(largest, Math.Abs(value));
                difference = Math.Max(difference, Math.Abs(value - kernel[kernel.Height - 1 - row, column]));
                difference = Math.Max(difference, Math.Abs(value - kernel[row, kernel.Width - 1 - column]));
            }
        }

        return difference <= SymmetryTolerance * largest;
    }
}

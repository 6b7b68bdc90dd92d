using DiffPir.Cli.Diagnosing;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Cli.Restoring;

/// <summary>The noise to reckon with where nobody says how much there is: read off the picture.</summary>
/// <param name="Assumed">What is reckoned with, the floor of JPEG compression included.</param>
/// <param name="Jpeg">How the picture was compressed; null where it was not.</param>
internal sealed record NoiseReading(AssumedNoise Assumed, JpegTables? Jpeg)
{
    /// <summary>Standard deviation in grey levels.</summary>
    public double Level => Assumed.Level;

    /// <summary>For people.</summary>
    public string Text => $"noise: {Level:0.##} grey levels, {Source}{(Jpeg is null ? "" : $", with what JPEG compression of quality {Jpeg.Quality} took")}";

    private string Source => Assumed switch
    {
        { HasRoughKernel: true } => "more than there is, because the picture does not quite fit its kernel (--noise says otherwise)",
        { IsRead: true } => "read off the picture",
        _ => "assumed, as the picture, or what is known of it in one piece, is too small to read it off",
    };

    /// <summary>The same with the kernel that somebody told.</summary>
    public NoiseReading With(BlurKernel kernel, PlanarImage picture) => this with { Assumed = Assumed.With(kernel, picture) };

    /// <summary>
    /// Reads the noise of a photograph; null for inpainting, which keeps known pixels as they are unless noise is given or asked for.
    /// </summary>
    /// <param name="traces">What the photograph betrays.</param>
    /// <param name="task">What to undo.</param>
    /// <param name="mask">Which of its pixels are known, where somebody says so.</param>
    /// <exception cref="CliException">Noise is to be removed, and the picture is too small to read it off, or too little of it is known.</exception>
    public static NoiseReading? Of(PhotographTraces traces, TaskChoice task, PixelMask? mask)
    {
        if (task is { Kind: TaskKind.Inpaint, ReadsNoise: false })
        {
            return null;
        }

        var tables = traces.Jpeg;
        bool isUnreadable = NoiseEstimator.IsUnreadable(traces.Pixels, mask), isRemoved = task.Kind is TaskKind.Denoise or TaskKind.Inpaint;
        if (isUnreadable && isRemoved)
        {
            throw new CliException(
                ExitCode.Usage,
                NoiseEstimator.IsUnreadable(traces.Pixels)
                    ? $"the picture has {traces.Pixels.Width} x {traces.Pixels.Height} pixels, too few to read its noise off it: give it with --noise"
                    : "too little of the picture is known in one piece to read its noise off it: give it with --noise");
        }

        var estimate = isUnreadable ? null : traces.NoiseAround(mask);
        var assumed = isRemoved ? AssumedNoise.ToRemove(traces.NoiseBeforeCompression(mask), tables)
            : task.Kind == TaskKind.Jpeg ? AssumedNoise.ToRemove(estimate, tables)
            : task.Scale > 1 ? AssumedNoise.ToEnlarge(estimate, tables)
            : AssumedNoise.ToInvert(estimate, tables);
        return new NoiseReading(assumed, tables);
    }
}

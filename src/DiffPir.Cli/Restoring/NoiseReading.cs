using DiffPir.Cli.Diagnosing;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Cli.Restoring;

/// <summary>The noise to reckon with where nobody says how much there is: read off the picture.</summary>
/// <param name="Level">Standard deviation in grey levels, the floor of JPEG compression included.</param>
/// <param name="Text">For people.</param>
internal sealed record NoiseReading(double Level, string Text)
{
    /// <summary>Reads the noise of a photograph; null for inpainting, which keeps known pixels as they are unless noise is given.</summary>
    /// <param name="traces">What the photograph betrays.</param>
    /// <param name="task">What to undo.</param>
    /// <exception cref="CliException">Noise is all there is to remove, and the picture is too small to read it off.</exception>
    public static NoiseReading? Of(PhotographTraces traces, TaskKind task)
    {
        if (task == TaskKind.Inpaint)
        {
            return null;
        }

        var tables = traces.Jpeg;
        var isSmall = AssumedNoise.IsTooSmall(traces.Pixels);
        if (isSmall && task == TaskKind.Denoise)
        {
            throw new CliException(
                ExitCode.Usage,
                $"the picture has {traces.Pixels.Width} x {traces.Pixels.Height} pixels, too few to read its noise off it: give it with --noise");
        }

        var estimate = isSmall ? null : traces.Noise;
        var assumed = task is TaskKind.Denoise or TaskKind.Jpeg ? AssumedNoise.ToRemove(estimate, tables) : AssumedNoise.ToInvert(estimate, tables);
        var source = assumed.IsRead ? "read off the picture" : "assumed, as the picture is too small to read it off";
        var floor = tables is null ? "" : $", with what JPEG compression of quality {tables.Quality} took";
        return new NoiseReading(assumed.Level, $"noise: {assumed.Level:0.##} grey levels, {source}{floor}");
    }
}

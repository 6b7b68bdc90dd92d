using DiffPir.Cli.Batches;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;
using DiffPir.Cli.Restoring;
using DiffPir.Sampler;

namespace DiffPir.Cli.Evaluation;

/// <summary>A picture of an evaluation: the truth, what happened to it, and what was measured.</summary>
/// <param name="Name">File name.</param>
/// <param name="Truth">The sharp picture, cut to a multiple of the scale.</param>
/// <param name="Degradation">What happened to it.</param>
/// <param name="Measured">The result, neither clipped nor rounded.</param>
/// <param name="Seed">Seed of its noise, path and holes, and of the restoration.</param>
internal sealed record EvaluationPicture(string Name, PlanarImage Truth, Degradation Degradation, PlanarImage Measured, ulong Seed)
{
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".ppm"];

    /// <summary>The pictures of a folder, in the order of their names.</summary>
    /// <exception cref="CliException">There is no such folder, or no picture in it.</exception>
    public static IReadOnlyList<string> Find(string folder, int limit)
    {
        string[] files = InputFile.ListFolder(folder).Where(static path => Endings.Contains(Path.GetExtension(path).ToLowerInvariant()))
            .Order(StringComparer.Ordinal).Take(limit).ToArray();
        return files.Length > 0
            ? files
            : throw new CliException(ExitCode.UnreadableInput, $"the folder '{folder}' holds no picture ({string.Join(", ", Endings)}); name another");
    }

    /// <summary>Loads and degrades a picture.</summary>
    /// <param name="settings">What happens to it.</param>
    /// <param name="path">The file.</param>
    /// <param name="index">Its number.</param>
    public static EvaluationPicture Load(EvaluationSettings settings, string path, int index)
    {
        ulong seed = settings.Seed + (ulong)index;
        var task = CompanionFiles.Resolve(settings.Task, new BatchPicture(path, Path.GetFileName(path)));
        var whole = ImageReader.Load(path, task.MaxPixels).Pixels;
        var (height, width) = (whole.Height / task.Scale * task.Scale, whole.Width / task.Scale * task.Scale);
        if (height == 0 || width == 0)
        {
            throw new CliException(ExitCode.Usage, $"'{path}' has {whole.Width} x {whole.Height} pixels, too few to reduce by {task.Scale}");
        }

        var truth = whole.Crop(0, 0, height, width);
        if (task.Kind == TaskKind.Colorize && truth.Channels == 1)
        {
            throw new CliException(ExitCode.Usage, $"'{path}' is grey already, and colours are to be taken away: leave it out of the folder");
        }

        var kernels = DegradationFactory.ReadKernels(task, seed);
        var degradation = DegradationFactory.Create(task, kernels, MaskOf(settings with { Task = task }, height / task.Scale, width / task.Scale, seed));
        return new(Path.GetFileName(path), truth, degradation, degradation.Degrade(truth, task.Noise, seed), seed);
    }

    /// <summary>How a method restores it.</summary>
    public RestorationJob JobFor(EvaluationSettings settings, EvaluationEntry entry) => new()
    {
        Degradation = Degradation, Noise = settings.Task.Noise, Options = entry.Configure(Degradation), Tile = settings.Model.TileSide, Seed = Seed,
    };

    private static PixelMask? MaskOf(EvaluationSettings settings, int height, int width, ulong seed) => settings switch
    {
        { Task.MaskPath: { } path } => MaskFile.Load(path, height, width, settings.Task.MaxPixels, settings.Task.White).Mask,
        { RandomShare: { } share } => PixelMask.Random(height, width, share, seed),
        { Box: null } => null,
        { Box: { } box } when box.Height <= height && box.Width <= width => PixelMask.Box(height, width, box.Height, box.Width, seed),
        _ => throw new CliException(ExitCode.Usage, $"the hole does not fit a picture of {width} x {height}; use a smaller --box, or --random"),
    };
}

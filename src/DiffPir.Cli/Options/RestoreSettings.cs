using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Sampler;

namespace DiffPir.Cli.Options;

/// <summary>What the command line says of a restoration, the same for every picture.</summary>
internal sealed record RestoreSettings
{
    /// <summary>What happened to the pictures. Its files may be folders, with a file for each picture.</summary>
    public required TaskChoice Task { get; init; }

    /// <summary>Standard deviation of the noise in grey levels; null where it is read off each picture.</summary>
    public required double? Noise { get; init; }

    /// <summary>Where settings come from that are left out.</summary>
    public required Preset Preset { get; init; }

    /// <summary>The prior.</summary>
    public required ModelChoice Model { get; init; }

    /// <summary>The prior as it was named.</summary>
    public required string ModelName { get; init; }

    /// <summary>The SHA-256 of the prior, worked out when first asked for.</summary>
    public required Lazy<string> ModelSha256 { get; init; }

    /// <summary>Seed of all noise.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The blur kernel as it was named, by file or by form; null where there is none.</summary>
    public required string? KernelName { get; init; }

    /// <summary>The blur as it was named by form; null where there is none.</summary>
    public required string? BlurName { get; init; }

    /// <summary>Pictures to draw of each.</summary>
    public required int Samples { get; init; }

    /// <summary>The result as it shall be written, from the whole restoration and the picture as it was.</summary>
    public required Func<PlanarImage, PlanarImage, PlanarImage> Finish { get; init; }

    /// <summary>What is made of the result, as lines of a job file.</summary>
    public required string Rendition { get; init; }

    /// <summary>Whether a result is written that is worse than the picture as it was.</summary>
    public bool Forces { get; init; }

    /// <summary>The picture with the record that is made for it, or without, and with what its file said, or without.</summary>
    public Func<Photograph, Func<string>, Photograph> Record { get; init; } = static (photograph, _) => photograph;

    /// <summary>What a file is called in jobs and records: its full path, unless it was sent and has only a name.</summary>
    public Func<string, string> NameOf { get; init; } = Path.GetFullPath;

    /// <summary>The method's options for what happened to a picture and the noise in it, in grey levels.</summary>
    public required Func<Degradation, double, MethodOptions> Configure { get; init; }

    /// <summary>The job for what happened to a picture and the noise in it, in grey levels.</summary>
    /// <exception cref="CliException">Pictures are to be drawn by a method that draws none (usage).</exception>
    /// <exception cref="SamplerException">The method has no such settings, or they cannot have such values.</exception>
    public RestorationJob JobFor(Degradation degradation, double noise)
    {
        var job = new RestorationJob
        {
            Degradation = degradation,
            Noise = noise,
            Options = Configure(degradation, noise),
            Draws = Samples,
            Tile = Model.TileSide,
            Seed = Seed,
        };
        job.Validate();
        return Samples > 1 && job.Options is (PosteriorMeanOptions or DpirOptions)
            ? throw new CliException(ExitCode.Usage,
                $"--samples needs a method that samples, and {job.Options.Method} gives one picture: choose --method diffpir")
            : job;
    }
}

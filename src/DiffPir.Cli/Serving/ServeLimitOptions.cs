using System.CommandLine;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;

namespace DiffPir.Cli.Serving;

/// <summary>The limits of a server as options.</summary>
internal sealed class ServeLimitOptions
{
    private static readonly ServeLimits Defaults = new();

    private readonly Option<long?> _jobs = OptionFactory.Whole("--max-jobs", $"jobs that arrive, wait or run at once ({Defaults.MaxJobs})", 1, 1000);
    private readonly Option<long?> _upload = OptionFactory.Whole("--max-upload", $"longest request, in MiB ({Defaults.MaxUploadBytes >> 20})", 1, 1024);
    private readonly Option<long?> _pixels = OptionFactory.Whole("--max-pixels", $"largest picture to read or produce, in pixels ({Defaults.MaxPixels})",
        1, ImageLimits.MostPixels);
    private readonly Option<long?> _minutes = OptionFactory.Whole("--max-minutes",
        $"longest time of a job once its turn has come ({Defaults.MaxTime.TotalMinutes:0})", 1, 10_000);

    /// <summary>Adds all to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_jobs, _upload, _pixels, _minutes])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The values of a parsed command line.</summary>
    public ServeLimits Read(ParseResult parse) => Defaults with
    {
        MaxJobs = (int)(parse.GetValue(_jobs) ?? Defaults.MaxJobs),
        MaxUploadBytes = parse.GetValue(_upload) << 20 ?? Defaults.MaxUploadBytes,
        MaxPixels = parse.GetValue(_pixels) ?? Defaults.MaxPixels,
        MaxTime = parse.GetValue(_minutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : Defaults.MaxTime,
    };
}

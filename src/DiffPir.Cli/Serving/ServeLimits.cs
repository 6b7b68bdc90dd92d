using DiffPir.Cli.Images;

namespace DiffPir.Cli.Serving;

/// <summary>What the server takes on.</summary>
internal sealed record ServeLimits
{
    /// <summary>Longest request, in bytes.</summary>
    public long MaxUploadBytes { get; init; } = 64L << 20;

    /// <summary>Longest time that a request may take to arrive.</summary>
    public TimeSpan MaxUploadTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Largest picture to read or produce.</summary>
    public long MaxPixels { get; init; } = ImageLimits.DefaultMaxPixels;

    /// <summary>Jobs that arrive, wait or run at once.</summary>
    public int MaxJobs { get; init; } = 16;

    /// <summary>Pixels of all pictures that wait or run, which lie in memory.</summary>
    public long MaxWaitingPixels => 4 * MaxPixels;

    /// <summary>Longest time of a job once its turn has come.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a job that has ended can be asked for.</summary>
    public TimeSpan Kept { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Bytes of results that are kept; the oldest are forgotten before that time.</summary>
    public long MaxKeptBytes { get; init; } = 512L << 20;

    /// <summary>Jobs that have ended and are kept.</summary>
    public int MaxKept { get; init; } = 100;
}

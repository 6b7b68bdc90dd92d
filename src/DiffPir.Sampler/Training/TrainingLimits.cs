namespace DiffPir.Sampler.Training;

/// <summary>When a training ends and how often it tells and keeps how it stands.</summary>
public sealed record TrainingLimits
{
    /// <summary>Steps counted from the beginning; null for no limit.</summary>
    public int? Steps { get; init; }

    /// <summary>Time for this run; null for no limit.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Time between reports.</summary>
    public TimeSpan ReportEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between savings.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Share of the training that is done.</summary>
    internal double Done(int steps, TimeSpan time) => Math.Max(
        Steps is { } most ? steps / (double)most : 0, Time is { } limit ? time / limit : 0);
}

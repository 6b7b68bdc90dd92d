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

    /// <summary>Least time between measurements on photographs held out; they never take more than a twentieth of all time, but for the
    /// first and the last.</summary>
    public TimeSpan MeasureEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time between pictures to look at; null for none.</summary>
    public TimeSpan? SampleEvery { get; init; }

    /// <summary>Share of the training that is done.</summary>
    internal double Done(int steps, TimeSpan time) => Math.Max(
        Steps is { } most ? steps / (double)most : 0, Time is { } limit ? time / limit : 0);

    /// <summary>Seconds until the end at a speed in steps a second; null where that is not known.</summary>
    internal double? SecondsLeft(int steps, TimeSpan time, double speed)
    {
        double? bySteps = Steps is { } most && speed > 0 ? Math.Max(0, most - steps) / speed : null;
        double? byTime = Time is { } limit ? Math.Max(0, (limit - time).TotalSeconds) : null;
        return bySteps is { } first && byTime is { } second ? Math.Min(first, second) : bySteps ?? byTime;
    }
}

using DiffPir.Cli.Images;
using DiffPir.Cli.Reporting;

namespace DiffPir.Cli.Serving;

/// <summary>Tells a job of its steps, and now and then of the picture that a step expects.</summary>
/// <param name="job">The job.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class JobProgress(ServedJob job, TimeProvider clock) : IProgress<StepReport>
{
    /// <summary>Between two pictures: nobody sees more, and each is brought from the device.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);

    /// <summary>An expected picture is for a look while one waits: longer sides are halved.</summary>
    private const int LongestPreview = 1024;

    private long? _shown;

    /// <inheritdoc/>
    public void Report(StepReport value)
    {
        bool isDue = _shown is not { } shown || clock.GetElapsedTime(shown) >= Interval;
        var picture = isDue ? value.Expected?.Invoke().Within(LongestPreview) : null;
        if (picture is not null)
        {
            _shown = clock.GetTimestamp();
        }

        job.Advance(value.Done, value.Total, value.Work / value.Total, picture);
    }
}

namespace DiffPir.Cli.Reporting;

/// <summary>
/// Time a step, from the reports of finished steps. The first step also compiles kernels, so it is counted only while there is no other.
/// </summary>
internal sealed class StepTimer(TimeProvider clock) : IProgress<StepReport>
{
    /// <summary>Up to so many steps, one that was held up would spoil their mean.</summary>
    private const int Few = 10;

    private readonly long _start = clock.GetTimestamp();
    private readonly Lock _gate = new(); // a progress bar asks from a thread of its own
    private readonly List<(int Done, double Work, long Time)> _reports = [];

    /// <summary>Steps done so far.</summary>
    public int Steps
    {
        get
        {
            lock (_gate)
            {
                return _reports is [.., var last] ? last.Done : 0;
            }
        }
    }

    /// <summary>Mean seconds of a step, 0 before the first report.</summary>
    public double SecondsPerStep
    {
        get
        {
            lock (_gate)
            {
                return _reports switch
                {
                    [] => 0,
                    [var only] => clock.GetElapsedTime(_start, only.Time).TotalSeconds / only.Done,
                    [var first, .., var last] => clock.GetElapsedTime(first.Time, last.Time).TotalSeconds / (last.Done - first.Done),
                };
            }
        }
    }

    /// <inheritdoc/>
    public void Report(StepReport value)
    {
        lock (_gate)
        {
            if (value.Done > (_reports is [.., var last] ? last.Done : 0))
            {
                _reports.Add((value.Done, value.Work, clock.GetTimestamp()));
            }
        }
    }

    /// <summary>
    /// Seconds until <paramref name="total"/> steps are done; null while only the first, which compiles kernels and says nothing of the others,
    /// is known.
    /// </summary>
    public double? SecondsLeft(int total)
    {
        lock (_gate)
        {
            return _reports.Count < 2 ? null : SecondsOfWork() * (total - _reports[^1].Work);
        }
    }

    /// <summary>
    /// What a step's worth of work is expected to take. Of few, the lower median, since the second and third are held up at times, by what is made at
    /// first use; of many, the mean without these, since in a batch each picture's beginning counts too.
    /// </summary>
    private double SecondsOfWork()
    {
        if (_reports.Count > Few)
        {
            return SecondsBetween(_reports[2], _reports[^1]);
        }

        double[] steps = [.. _reports.Zip(_reports.Skip(1), SecondsBetween).Order()];
        return steps[(steps.Length - 1) / 2];
    }

    private double SecondsBetween((int Done, double Work, long Time) from, (int Done, double Work, long Time) to) =>
        clock.GetElapsedTime(from.Time, to.Time).TotalSeconds / (to.Work - from.Work);
}

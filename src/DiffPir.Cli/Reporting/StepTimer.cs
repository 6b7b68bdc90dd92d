namespace DiffPir.Cli.Reporting;

/// <summary>
/// Time a step, from the reports of finished steps. The first step also compiles kernels, so it is counted only while there is no other.
/// </summary>
internal sealed class StepTimer(TimeProvider clock) : IProgress<StepReport>
{
    private readonly long _start = clock.GetTimestamp();
    private long _first;
    private long _last;
    private int _firstDone;
    private int _done;

    /// <summary>Mean seconds of a step, 0 before the first report.</summary>
    public double SecondsPerStep => _done switch
    {
        0 => 0,
        _ when _done == _firstDone => clock.GetElapsedTime(_start, _last).TotalSeconds / _done,
        _ => clock.GetElapsedTime(_first, _last).TotalSeconds / (_done - _firstDone),
    };

    /// <summary>
    /// Seconds until <paramref name="total"/> steps are done; null while only the first, which compiles kernels and says nothing of the others,
    /// is known.
    /// </summary>
    public double? SecondsLeft(int total) => _done > _firstDone ? SecondsPerStep * (total - _done) : null;

    /// <inheritdoc/>
    public void Report(StepReport value)
    {
        if (value.Done <= _done)
        {
            return;
        }

        _last = clock.GetTimestamp();
        if (_done == 0)
        {
            (_first, _firstDone) = (_last, value.Done);
        }

        _done = value.Done;
    }
}

using System.Diagnostics;

namespace DiffPir.Sampler.Training;

/// <summary>What is due in a training, and how fast it goes.</summary>
/// <param name="limits">How often.</param>
/// <param name="steps">Steps taken before.</param>
internal sealed class TrainingClock(TrainingLimits limits, int steps)
{
    // Measurements take at most one in so many seconds.
    private const int MeasuringShare = 20;

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Stopwatch _stepping = Stopwatch.StartNew();
    private TimeSpan _reported, _saved, _sampled, _measured, _measuring;
    private int _steps = steps, _stepsReported = steps, _stepsSaved = steps, _stepsSampled = steps;
    private bool _hasMeasured;

    /// <summary>Time since the beginning of this run.</summary>
    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>Whether a report is due.</summary>
    public bool IsReportDue => Elapsed - _reported >= limits.ReportEvery;

    /// <summary>Whether the state is to be kept.</summary>
    public bool IsSaveDue => Elapsed - _saved >= limits.SaveEvery;

    /// <summary>Whether pictures are due.</summary>
    public bool IsSampleDue => limits.SampleEvery is { } every && Elapsed - _sampled >= every;

    /// <summary>Whether a measurement is due: at the first report, and then seldom enough.</summary>
    public bool IsMeasureDue => !_hasMeasured
        || (Elapsed - _measured >= limits.MeasureEvery && Elapsed - _measured >= MeasuringShare * _measuring);

    /// <summary>Whether steps were taken since the state was kept.</summary>
    public bool HasUnsaved => _stepsSaved != _steps;

    /// <summary>Whether steps were taken since pictures were made.</summary>
    public bool HasUnsampled => _stepsSampled != _steps;

    /// <summary>A step was taken.</summary>
    public void Stepped(int number) => _steps = number;

    /// <summary>The state was kept.</summary>
    public void Saved() => (_saved, _stepsSaved) = (Elapsed, _steps);

    /// <summary>Steps a second since this was last asked for.</summary>
    public double TakeSpeed()
    {
        double speed = (_steps - _stepsReported) / _stepping.Elapsed.TotalSeconds;
        (_reported, _stepsReported) = (Elapsed, _steps);
        _stepping.Restart();
        return speed;
    }

    /// <summary>Measures; the time that it takes does not count as that of steps.</summary>
    public void Measure(Action measure)
    {
        var begin = Elapsed;
        Pause(measure);
        (_hasMeasured, _measured, _measuring) = (true, Elapsed, Elapsed - begin);
    }

    /// <summary>Makes pictures; the time that it takes does not count as that of steps.</summary>
    public void Sample(Action sample)
    {
        Pause(sample);
        (_sampled, _stepsSampled) = (Elapsed, _steps);
    }

    /// <summary>Seconds until the end at a speed in steps a second; null where that is not known.</summary>
    public double? SecondsLeft(double speed) => limits.SecondsLeft(_steps, Elapsed, speed);

    private void Pause(Action work)
    {
        _stepping.Stop();
        try
        {
            work();
        }
        finally
        {
            _stepping.Start();
        }
    }
}

namespace DiffPir.Cli.Tests.Reporting;

/// <summary>A clock that goes on when a test says so.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => 1_000_000;

    public void Advance(double seconds) => _ticks += (long)(seconds * TimestampFrequency);

    public override long GetTimestamp() => _ticks;
}

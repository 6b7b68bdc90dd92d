using DiffPir.Cli.Hosting;
using DiffPir.Cli.Reporting;

namespace DiffPir.Cli.Tests.Reporting;

public sealed class ProgressDisplayTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _error.Dispose();

    [Fact]
    public void Without_a_person_lines_come_now_and_then_with_the_time_left()
    {
        Work(quiet: false, secondsPerStep: 2, steps: 10);

        string[] lines = _error.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.Equal(
            [
                "restoring: step 1 of 10",
                "restoring: step 4 of 10, about 12.0 s left",
                "restoring: step 7 of 10, about 6.0 s left",
                "restoring: step 10 of 10",
            ],
            lines);
    }

    [Fact]
    public void Quiet_says_nothing()
    {
        Work(quiet: true, secondsPerStep: 2, steps: 10);

        Assert.Empty(_error.ToString());
    }

    [Fact]
    public void Result_of_the_work_is_returned_and_its_error_is_thrown()
    {
        var display = new ProgressDisplay(TerminalOf(interactive: false), quiet: true);

        Assert.Equal(7, display.Run("x", static _ => 7));
        Assert.Throws<OperationCanceledException>(() => display.Run<int>("x", static _ => throw new OperationCanceledException()));
    }

    [Fact]
    public void Bar_returns_the_result_and_throws_the_error_too()
    {
        var display = new ProgressDisplay(TerminalOf(interactive: true), quiet: false);

        Assert.Equal(7, display.Run("x", static progress =>
        {
            progress.Report(new StepReport(1, 2));
            return 7;
        }));
        Assert.Throws<OperationCanceledException>(() => display.Run<int>("x", static _ => throw new OperationCanceledException()));
    }

    private void Work(bool quiet, double secondsPerStep, int steps) =>
        new ProgressDisplay(TerminalOf(interactive: false), quiet).Run("restoring", progress =>
        {
            for (int step = 1; step <= steps; step++)
            {
                _clock.Advance(secondsPerStep);
                progress.Report(new StepReport(step, steps));
            }

            return 0;
        });

    private Terminal TerminalOf(bool interactive) => new(TextWriter.Null, _error, interactive, _clock);
}

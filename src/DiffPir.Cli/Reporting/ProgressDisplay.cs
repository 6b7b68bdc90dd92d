using DiffPir.Cli.Hosting;
using Spectre.Console;

namespace DiffPir.Cli.Reporting;

/// <summary>
/// Progress on the error stream: a bar with the remaining time where a person watches, a plain line now and then where the stream goes to
/// a file or another program, nothing when asked to be quiet.
/// </summary>
internal sealed class ProgressDisplay(Terminal terminal, bool quiet)
{
    /// <summary>Between two plain lines.</summary>
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    /// <summary>Runs <paramref name="work"/> and shows how far it is.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="work">Gets the progress to report to, synchronously and from one thread.</param>
    public T Run<T>(string title, Func<IProgress<StepReport>, T> work) => (quiet, terminal.ErrorIsInteractive) switch
    {
        (true, _) => work(new Relay(static _ => { })),
        (false, false) => work(Lines(title)),
        _ => RunWithBar(title, work),
    };

    private Relay Lines(string title)
    {
        var timer = new StepTimer(terminal.Clock);
        long? lastLine = null;
        return new Relay(report =>
        {
            timer.Report(report);
            if (lastLine is { } last && terminal.Clock.GetElapsedTime(last) < LineInterval && report.Done < report.Total)
            {
                return;
            }

            lastLine = terminal.Clock.GetTimestamp();
            string left = report.Done < report.Total && timer.SecondsLeft(report.Total) is { } seconds ? $", about {Amounts.Duration(seconds)} left" : "";
            terminal.Error.WriteLine($"{title}: step {report.Done} of {report.Total}{left}");
        });
    }

    private T RunWithBar<T>(string title, Func<IProgress<StepReport>, T> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Screen) });
        var timer = new StepTimer(terminal.Clock);
        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new TimeLeftColumn(timer), new SpinnerColumn())
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(title));
                task.IsIndeterminate = true;
                return work(new Relay(report =>
                {
                    timer.Report(report);
                    task.IsIndeterminate = report.Done == 0;
                    task.MaxValue = report.Total;
                    task.Value = report.Work;
                }));
            });
    }

    private sealed class Relay(Action<StepReport> report) : IProgress<StepReport>
    {
        public void Report(StepReport value) => report(value);
    }
}

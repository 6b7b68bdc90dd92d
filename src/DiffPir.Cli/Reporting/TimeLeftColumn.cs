using Spectre.Console;
using Spectre.Console.Rendering;

namespace DiffPir.Cli.Reporting;

/// <summary>The time left beside a progress bar. Spectre's own column counts the first step, which compiles kernels, like any other.</summary>
internal sealed class TimeLeftColumn(StepTimer timer) : ProgressColumn
{
    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(
        task.IsFinished ? "" : timer.SecondsLeft((int)task.MaxValue) is { } seconds ? Amounts.Duration(seconds) : "--", new Style(Color.Blue));
}

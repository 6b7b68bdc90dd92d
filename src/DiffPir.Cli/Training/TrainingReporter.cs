using DiffPir.Cli.Hosting;
using DiffPir.Cli.Reporting;
using DiffPir.Sampler;
using DiffPir.Sampler.Training;

namespace DiffPir.Cli.Training;

/// <summary>Tells how a training stands: lines for people, or lines of JSON for programs.</summary>
/// <param name="terminal">Where they go.</param>
/// <param name="json">Whether they are JSON.</param>
internal sealed class TrainingReporter(Terminal terminal, bool json)
{
    /// <summary>Tells what is trained.</summary>
    public void Begin(int photographs, int heldOut, int parameters, long plannedBytes, string device, int steps)
    {
        if (!json)
        {
            terminal.Output.WriteLine(
                $"{photographs} photographs, {heldOut} of them held out; {parameters / 1e6:0.0} M parameters; {Amounts.Bytes(plannedBytes)} for a step on {device}; "
                + (steps == 0 ? "from the beginning" : $"going on after step {steps}"));
        }
    }

    /// <summary>Tells how it stands.</summary>
    public void Report(TrainingProgress progress)
    {
        if (progress.Skipped > 0)
        {
            terminal.Error.WriteLine($"diffpir: warning: {progress.Skipped} steps were left out: loss or gradients were no numbers; a lower --lr may help");
        }

        var heldOut = progress.HeldOut;
        if (json)
        {
            JsonLine.Write(terminal.Output, new
            {
                progress.Steps,
                progress.Pictures,
                loss = JsonLine.Finite(progress.Loss),
                heldOutLoss = JsonLine.Finite(heldOut.Loss),
                heldOutQuarters = heldOut.Quarters.Select(JsonLine.Finite),
                restorationPsnr = JsonLine.Finite(Math.Round(heldOut.RestorationPsnr, 3)),
                picturesPerSecond = JsonLine.Finite(progress.PicturesPerSecond),
                progress.Skipped,
                progress.Seconds,
                progress.SecondsLeft,
            });
            return;
        }

        string left = progress.SecondsLeft is > 0 and { } seconds ? $"; {Amounts.Duration(seconds)} left" : "";
        terminal.Output.WriteLine(
            $"step {progress.Steps}: {progress.Pictures} pictures, {progress.PicturesPerSecond:0.0} a second; loss {progress.Loss:0.00000}, "
            + $"held out {heldOut.Loss:0.00000} ({string.Join(" ", heldOut.Quarters.Select(static loss => $"{loss:0.0000}"))}), "
            + $"restored to {heldOut.RestorationPsnr:0.00} dB{left}");
    }

    /// <summary>Tells that settings are searched.</summary>
    public void BeginSearch()
    {
        if (!json)
        {
            terminal.Output.WriteLine("searching the settings of restoration that suit it");
        }
    }

    /// <summary>Tells the settings that were found.</summary>
    public void Found(PriorSettings settings)
    {
        if (!json)
        {
            terminal.Output.WriteLine(
                $"settings: noisy {settings.Noisy}; without noise {settings.Clean}; scattered pixels {settings.Scattered}; holes {settings.Hole}");
        }
    }
}

using DiffPir.Cli.Options;
using DiffPir.Cli.Restoring;
using DiffPir.Sampler;

namespace DiffPir.Cli.Reporting;

/// <summary>What is said of one restored picture.</summary>
internal sealed class RestoreReport(
    RestoreSettings settings, PreparedPicture picture, RestorationJob job, RestorationReport result, ResultCheck check, Warnings warnings)
{
    private readonly SettingsUsed _used = SettingsUsed.Of(
        settings.ModelName, settings.KernelName, picture.Task, settings.Preset, job, result.Precision);

    /// <summary>Writes, as one line of JSON, that a picture was left as it is.</summary>
    public static void WriteUnchanged(TextWriter writer, string output, PreparedPicture picture, Warnings warnings) => JsonLine.Write(writer, new
    {
        output,
        picture.Photograph.Pixels.Width,
        picture.Photograph.Pixels.Height,
        task = TaskRules.Word(picture.Task.Kind),
        picture.Task.Noise,
        kernelFile = picture.Blur?.KernelFile,
        blurConfidence = Math.Round(picture.Blur?.Estimate.Confidence ?? 0, 2),
        warnings = warnings.Texts,
    });

    /// <summary>Writes it as text for people or as one line of JSON.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="output">Where the picture went.</param>
    /// <param name="json">Which of both.</param>
    public void Write(TextWriter writer, string output, bool json)
    {
        if (json)
        {
            WriteJson(writer, output);
        }
        else
        {
            WriteText(writer, output);
        }
    }

    private void WriteJson(TextWriter writer, string output)
    {
        var (task, blur) = (picture.Task, picture.Blur);
        JsonLine.Write(writer, new
        {
            output,
            result.Image.Width,
            result.Image.Height,
            task = TaskRules.Word(task.Kind),
            task.Noise,
            task.NoiseIsGiven,
            residualRatio = JsonLine.Finite(Math.Round(check.ResidualRatio, 3)),
            residualWorst = new { x = result.Worst.X, y = result.Worst.Y, side = result.Worst.Side,
                ratio = JsonLine.Finite(Math.Round(result.Worst.Residual / check.Noise, 3)) },
            roughnessBefore = check.RoughnessBefore,
            roughnessAfter = check.RoughnessAfter,
            knownShare = picture.Mask?.KnownShare,
            job.Options.Method,
            job.Options.Steps,
            (job.Options as DiffPirOptions)?.Lambda,
            (job.Options as DiffPirOptions)?.Tau,
            (job.Options as DiffPirOptions)?.Zeta,
            (job.Options as DiffPirOptions)?.Eta,
            job.Seed,
            _used.Model,
            _used.Kernel,
            _used.KernelFlip,
            sampleFiles = picture.Drawn?.Samples,
            doubtFile = picture.Drawn?.Doubt,
            kernelFile = blur?.KernelFile,
            maskFile = picture.Damage?.MaskFile,
            blurConfidence = blur is null ? (double?)null : Math.Round(blur.Estimate.Confidence, 2),
            _used.Mask,
            _used.Boundary,
            _used.Preset,
            _used.Skip,
            _used.Tile,
            _used.Precision,
            device = result.Device.Selector,
            deviceName = result.Device.Name,
            result.Threads,
            secondsPerStep = Math.Round(result.SecondsPerStep, 4),
            seconds = Math.Round(result.Seconds, 3),
            warnings = warnings.Texts,
        });
    }

    private void WriteText(TextWriter writer, string output)
    {
        var task = picture.Task;
        if (picture.Reading is { } reading)
        {
            writer.WriteLine(reading.Text);
        }

        // That none was found is a warning.
        if (picture.Blur is { Kernel: not null } blur)
        {
            writer.WriteLine(blur.Text);
        }

        if (picture.Damage is { } damage)
        {
            writer.WriteLine(damage.Text(picture.Task.Kind));
        }

        if (picture.Drawn is { } drawn)
        {
            writer.WriteLine(drawn.Text);
        }

        writer.WriteLine(
            $"{output}: {result.Image.Width} x {result.Image.Height}, {TaskRules.Word(task.Kind)}, noise {task.Noise:g4}, "
            + $"{MethodText.Of(job.Options)}, seed {job.Seed}");
        writer.WriteLine(_used.Describe());
        if (picture.Mask is { } mask)
        {
            writer.WriteLine($"mask: {mask.Shares}");
        }

        writer.WriteLine($"fit: what the result leaves unexplained is {check.ResidualRatio:0.##} times the noise, and at worst "
            + $"{result.Worst.Residual / check.Noise:0.##} times in the {result.Worst.Side} x {result.Worst.Side} pixels at {result.Worst.X}, {result.Worst.Y}");
        writer.WriteLine(
            $"{Amounts.Count(result.Steps, "step")} of {Amounts.Duration(result.SecondsPerStep)} on {result.Device.Selector} ({result.Device.Name}), "
            + $"{Amounts.Duration(result.Seconds)} in all");
    }
}

using System.Globalization;
using DiffPir.Cli.Diagnosing;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Jobs;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Kernels;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Cli.Restoring;

/// <summary>A picture that has been read, and the job that restores it.</summary>
/// <param name="Settings">What was asked for.</param>
/// <param name="Photograph">The picture.</param>
/// <param name="Task">What happened to it, with the noise that is reckoned with.</param>
/// <param name="Job">The job; null where no blur is sure enough, or no damage is found: then doing nothing is the best restoration.</param>
/// <param name="Reading">The noise that was read off it; null where it was given.</param>
/// <param name="Blur">The blur that was found; null where it was given, or there is none.</param>
/// <param name="Mask">The mask and how it was understood; null where there is none.</param>
/// <param name="Damage">The scratches and dust that were looked for; null where they were not.</param>
internal sealed record PreparedPicture(
    RestoreSettings Settings, Photograph Photograph, TaskChoice Task, RestorationJob? Job, NoiseReading? Reading, BlurReading? Blur, MaskReading? Mask,
    DamageReading? Damage = null)
{
    /// <summary>Files of the single pictures where several are drawn; null where one is.</summary>
    public SampleFiles? Drawn { get; private init; }

    private Photograph Whole => Mask is null ? Photograph : Photograph.WithHolesFilled(Mask.Mask);

    /// <summary>Reads a picture and makes the job for it.</summary>
    /// <param name="settings">What to undo.</param>
    /// <param name="name">The picture's file, for messages.</param>
    /// <param name="file">Its bytes.</param>
    /// <param name="format">What the result will be written as.</param>
    /// <param name="output">The file that it will be written to; null where it goes to no file.</param>
    /// <param name="warnings">Takes what a person should know.</param>
    /// <exception cref="CliException">It is no picture, or a file beside it is unusable.</exception>
    /// <exception cref="SamplerException">The settings do not fit it.</exception>
    public static PreparedPicture Of(RestoreSettings settings, string name, byte[] file, ImageFormat format, string? output, Warnings warnings) =>
        Of(settings, name, new PhotographTraces(file, ImageReader.Decode(name, file, settings.Task.MaxPixels)), format, output, warnings);

    /// <summary>Makes the job for a picture that has been read.</summary>
    /// <param name="settings">What to undo.</param>
    /// <param name="name">The picture's file, for messages.</param>
    /// <param name="traces">The picture, and what it betrays.</param>
    /// <param name="format">What the result will be written as.</param>
    /// <param name="output">The file that it will be written to; null where it goes to no file.</param>
    /// <param name="warnings">Takes what a person should know.</param>
    /// <exception cref="CliException">A file beside it is unusable.</exception>
    /// <exception cref="SamplerException">The settings do not fit it.</exception>
    public static PreparedPicture Of(RestoreSettings settings, string name, PhotographTraces traces, ImageFormat format, string? output, Warnings warnings)
    {
        if (output is null && settings.Samples > 1)
        {
            throw new CliException(ExitCode.Usage, "--samples writes each picture beside the result: name a file for it with -o");
        }

        var drawn = output is null ? null : SampleFiles.For(output, settings.Samples, [name, .. settings.Task.Files, settings.Model.Path]);
        var photograph = traces.Photograph;
        format.RequireFor(photograph);
        photograph = settings.Task.Kind == TaskKind.Colorize ? photograph.RequireGrey(name) : photograph;
        warnings.AddRemarks(name, photograph.Remarks);
        var task = settings.Task;
        var mask = task.FindsMask ? null : ReadMask(name, photograph, task, warnings);
        var reading = settings.Noise is null ? NoiseReading.Of(traces, task, mask?.Mask) : null;
        task = reading is null ? task : task with { Noise = reading.Level };
        warnings.AddFractionOfNoise(settings.Noise);
        var blur = BlurReading.Of(name, traces, task, output);
        if (blur is { Kernel: null })
        {
            warnings.Add(blur.Text);
            if (blur.LeavesAlone)
            {
                return new(settings, photograph, task, null, reading, blur, null);
            }

            task = task with { Blur = null };
        }

        var damage = DamageReading.Of(name, photograph.Pixels, task, output);
        if (damage is { Mask: null })
        {
            warnings.Add(damage.Text(task.Kind));
            if (task.Kind == TaskKind.Inpaint)
            {
                return new(settings, photograph, task, null, reading, blur, null, damage);
            }
        }

        task = damage is null ? task : task with { MaskPath = damage.MaskFile, White = MaskMeaning.Known };
        task = blur is null ? task : task with { Noise = blur.Estimate.NoiseToAssume(task.Noise) };
        mask = damage?.Mask is { } found ? new(found, []) : mask;
        var degradation = task.Kind == TaskKind.Jpeg ? JpegReading.Of(name, traces)
            : DegradationFactory.ForRestoring(task, mask?.Mask, blur?.Kernel, photograph.Pixels.Height, photograph.Pixels.Width, settings.Seed);
        if (reading is not null && degradation is Deblurring told && blur is not { Estimate.Family: BlurFamily.Shake })
        {
            reading = reading.With(told.Kernel, photograph.Pixels);
            task = task with { Noise = reading.Level };
        }

        if (settings.Noise < NoiseEstimate.Rounding && degradation is Deblurring && photograph.BitsPerChannel == 8)
        {
            task = task with { Noise = Math.Max(task.Noise, NoiseEstimate.Rounding) };
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"--noise {settings.Noise}: a picture of 8 bits is rounded at least, which undoing this blur amplifies; a noise of {task.Noise} is reckoned with"));
        }

        var job = settings.JobFor(degradation, task.Noise);
        degradation.Validate(photograph.Pixels);
        if (SamplingDefaults.Objection(settings.Preset, settings.Model.IsBuiltin) is { } objection)
        {
            warnings.Add(objection);
        }

        return new(settings, photograph, task, job, reading, blur, mask, damage) { Drawn = drawn };
    }

    /// <summary>The photograph with the restored pixels and the record of how they came to be, to be written.</summary>
    public Photograph With(RestorationReport result, ResultCheck check) => Settings.Record(
        Whole.WithPixels(Settings.Finish(result.Image, Photograph.Pixels)),
        () => new RestorationRecord(
            ProductVersion.Full,
            JobLines(result.Precision),
            Settings.Seed,
            Settings.ModelSha256.Value,
            Math.Round(check.ResidualRatio, 3),
            $"{result.Device.Selector} ({result.Device.Name})").ToText());

    /// <summary>The values used, as a job file.</summary>
    /// <param name="precision">That of the device, where it belongs to the job; null where it does not.</param>
    public string JobLines(Precision? precision = null)
    {
        var told = Blur?.AsTold(Task) ?? Task;
        string? named = told.Blur is null ? null : Settings.BlurName;

        // A blur that will be looked for again makes more of the noise again.
        var job = Blur is { KernelFile: null } ? Job! with { Noise = Reading?.Level ?? Settings.Noise!.Value } : Job!;
        return JobText.Of(job, told, named, Settings.ModelName, Settings.Model.Options, precision, Settings.NameOf) + Settings.Rendition;
    }

    /// <summary>
    /// What lies beside the result, as it is to be written before it: the kernel and the mask that were found, the single pictures that were drawn.
    /// </summary>
    public IEnumerable<(string Path, byte[] Contents)> SideFiles(RestorationReport result) =>
        (Blur?.Files ?? []).Concat(Damage?.Files ?? []).Concat(Drawn?.Files(Whole, result.Draws) ?? []);

    /// <summary>Checks, before any long work, that what lies beside the result replaces nothing.</summary>
    /// <param name="overwrites">Whether it may.</param>
    /// <exception cref="CliException">Something is there (usage).</exception>
    public void RequireFreeSideFiles(bool overwrites) =>
        OutputFile.RequireFree(overwrites, [Blur?.KernelFile, Damage?.MaskFile, Drawn?.Doubt, .. Drawn?.Samples ?? []]);

    /// <summary>
    /// How the result fits the picture; what a person should know of that is added to <paramref name="warnings"/>. What is worse than the picture
    /// as it was does not pass.
    /// </summary>
    /// <exception cref="CliException">The result is ruined, and nobody insists on it.</exception>
    public ResultCheck Check(RestorationReport result, Warnings warnings)
    {
        var check = ResultCheck.Of(Photograph.Pixels, result.Image, result.Residual, Task.Noise);
        foreach (string warning in check.Warnings(Task.HasKernel))
        {
            warnings.Add(warning);
        }

        if (check.Ruin(Task.HasKernel) is { } ruin)
        {
            warnings.Add(Settings.Forces ? ruin
                : throw new CliException(ExitCode.Refused, $"nothing was written, as {ruin} ({RestoreOptions.Force} writes it all the same)"));
        }

        return check;
    }

    private static MaskReading? ReadMask(string name, Photograph photograph, TaskChoice task, Warnings warnings)
    {
        var reading = task.MaskPath is { } path ? MaskFile.Load(path, photograph.Pixels.Height, photograph.Pixels.Width, task.MaxPixels, task.White)
            : task.Kind == TaskKind.Inpaint ? MaskFile.OfHoles(name, photograph)
            : null;
        warnings.AddRemarks(task.MaskPath ?? name, reading?.Remarks ?? []);
        return reading;
    }
}

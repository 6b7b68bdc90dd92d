using System.CommandLine;
using System.Text;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Jobs;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Restoring;
using DiffPir.Sampler;

namespace DiffPir.Cli.Commands;

/// <summary><c>restore</c>: undoes what happened to a picture.</summary>
internal sealed class RestoreCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "restore";

    private readonly Terminal _terminal;
    private readonly Argument<string> _input = OptionFactory.FileArgument("INPUT", $"the degraded picture: {ImageFile.Formats}");
    private readonly TaskOptions _task = new();
    private readonly OutputOption _output = new();
    private readonly ModelOptions _model = new();
    private readonly TileOption _tile = new();
    private readonly SamplingOptions _sampling = new();
    private readonly RenditionOptions _rendition = new();
    private readonly DeviceOptions _device = new();
    private readonly ReportOptions _report = new();
    private readonly Option<string?> _job = OptionFactory.File(
        JobFile.OptionName, "a YAML file with options of this command by their names (task: deblur), and settings of the method under options");

    private readonly Option<string?> _from = OptionFactory.File(
        JobFile.FromName, "repeat what made this restored picture, by the record in its file");

    private readonly RecordOptions _record = new();
    private readonly Option<string?> _dump = OptionFactory.File(JobFile.DumpName, "write the values used into a file that --job reads");

    private RestoreCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var self = new RestoreCommand(terminal);
        var command = new Command(
            Name,
            "Restore a degraded picture. You say what happened to it (blur kernel, reduction, mask); the noise is read off it where you do not tell.")
        {
            self._input,
        };
        self._output.AddTo(command);
        self._task.AddTo(command);
        self._task.AddRulesTo(command);
        command.RequireOne(self._task.Task, TaskKind.Inpaint, self._task.Mask);
        self._model.AddTo(command);
        self._tile.AddTo(command);
        self._sampling.AddTo(command);
        self._rendition.AddTo(command, self._task.Task);
        self._device.AddTo(command);
        self._report.AddTo(command);
        command.Options.Add(self._job);
        command.Options.Add(self._from);
        command.Validators.Add(result =>
        {
            if (result.GetResult(self._job) is not null && result.GetResult(self._from) is not null)
            {
                result.AddError($"{JobFile.OptionName} and {JobFile.FromName} both say what to do: give one of them");
            }
        });
        self._record.AddTo(command);
        command.Options.Add(self._dump);
        command.SetWork(self.Run);
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        var (input, output) = (parse.GetRequiredValue(_input), _output.Read(parse));
        var preset = _sampling.ReadPreset(parse);
        var task = SamplingDefaults.WithEdges(preset, _task.Read(parse));
        var model = _model.Read(parse) with { TileSide = _tile.Read(parse) };

        var format = ImageFormats.FromPath(output);
        var dump = parse.GetValue(_dump);
        OutputFile.RequireWritable(output, [input, .. task.Files, model.Path]);
        if (dump is not null)
        {
            OutputFile.RequireWritable(dump, [output, input, .. task.Files, model.Path]);
        }

        var samples = _rendition.ReadSamples(parse);
        var drawn = SampleFiles.For(output, samples, [input, .. task.Files, model.Path]);
        var photograph = ImageReader.Load(input, task.MaxPixels);
        format.RequireFor(photograph);
        var warnings = new Warnings(_terminal);
        warnings.AddRemarks(input, photograph.Remarks);
        var reading = _task.ReadNoise(parse) is null ? NoiseReading.Of(input, photograph, task.Kind) : null;
        task = reading is null ? task : task with { Noise = reading.Level };
        warnings.AddFractionOfNoise(_task.ReadNoise(parse));
        var seed = _sampling.ReadSeed(parse);
        var blur = BlurReading.Of(input, photograph, task, output);
        if (blur is { Kernel: null })
        {
            return WriteUnchanged(output, photograph, task, blur, warnings, parse.GetValue(_report.Json));
        }

        task = blur is null ? task : task with { Noise = blur.NoiseToAssume(task.Noise) };
        var mask = ReadMask(photograph, task, warnings);
        var degradation = DegradationOf(photograph, task, mask?.Mask, blur?.Kernel, seed);
        var job = new RestorationJob
        {
            Degradation = degradation,
            Noise = task.Noise,
            Options = _sampling.Read(parse, degradation, task.Noise, model.IsBuiltin, samples > 1),
            Draws = samples,
            Tile = model.TileSide,
            Seed = seed,
        };
        job.Validate();
        if (samples > 1 && job.Options is (PosteriorMeanOptions or DpirOptions))
        {
            throw new CliException(ExitCode.Usage, $"--samples needs a method that samples, and {job.Options.Method} gives one picture: choose --method diffpir");
        }

        if (SamplingDefaults.Objection(preset, model.IsBuiltin) is { } objection)
        {
            warnings.Add(objection);
        }

        var result = Restoration.Run(
            _terminal, _device.Read(parse), model, job, photograph.Pixels, parse.GetValue(_report.Quiet), cancellation);
        var check = ResultCheck.Of(photograph.Pixels, result.Image, result.Residual, task.Noise);
        var whole = mask is null ? photograph : photograph.WithHolesFilled(mask.Mask);
        var restored = whole.WithPixels(_rendition.Finish(parse, result.Image, photograph.Pixels, seed));
        var (told, named) = blur is null ? (task, parse.GetResult(_task.Blur)?.Tokens[0].Value) : (blur.AsTold(task), null);
        var modelName = parse.GetRequiredValue(_model.Model);
        ImageWriter.Save(output, _record.Apply(parse, restored, () => new RestorationRecord(
            RestorationRecord.CurrentVersion,
            JobText.Of(job, told, named, modelName, model.Options, result.Precision) + _rendition.Describe(parse),
            seed,
            ModelFiles.HashOf(model.Path, model.Options),
            Math.Round(check.ResidualRatio, 3),
            $"{result.Device.Selector} ({result.Device.Name})").ToText()));
        drawn?.Save(whole, result.Draws);
        if (dump is not null)
        {
            OutputFile.Write(dump, Encoding.UTF8.GetBytes(JobText.Of(job, told, named, modelName, model.Options) + _rendition.Describe(parse)));
        }

        if (blur is { KernelFile: { } kernelFile, Kernel: { } kernel })
        {
            KernelFile.Save(kernelFile, kernel);
        }

        if (!parse.GetValue(_report.Json))
        {
            WriteReadings(reading?.Text, blur?.Text, drawn?.Text);
        }

        foreach (var warning in check.Warnings(task.HasKernel))
        {
            warnings.Add(warning);
        }

        var used = SettingsUsed.Of(
            parse.GetRequiredValue(_model.Model), _task.ReadKernelName(parse), task, preset, job, result.Precision);
        Report(output, task, blur, drawn, job, used, result, check, mask, warnings, parse.GetValue(_report.Json));
        return ExitCode.Success;
    }

    private static MaskReading? ReadMask(Photograph photograph, TaskChoice task, Warnings warnings)
    {
        if (task.MaskPath is not { } path)
        {
            return null;
        }

        var reading = MaskFile.Load(path, photograph.Pixels.Height, photograph.Pixels.Width, task.MaxPixels, task.White);
        warnings.AddRemarks(path, reading.Remarks);
        return reading;
    }

    /// <summary>Where no blur was found that is sure enough, doing nothing is the best restoration.</summary>
    private int WriteUnchanged(string output, Photograph photograph, TaskChoice task, BlurReading blur, Warnings warnings, bool json)
    {
        ImageWriter.Save(output, photograph);
        warnings.Add(blur.Text);
        if (json)
        {
            JsonLine.Write(_terminal.Output, new
            {
                output,
                photograph.Pixels.Width,
                photograph.Pixels.Height,
                task = TaskRules.Word(task.Kind),
                task.Noise,
                kernelFile = blur.KernelFile,
                blurConfidence = Math.Round(blur.Estimate.Confidence, 2),
                warnings = warnings.Texts,
            });
        }

        return ExitCode.Success;
    }

    private static Degradation DegradationOf(Photograph photograph, TaskChoice task, PixelMask? mask, BlurKernel? found, ulong seed)
    {
        long height = (long)photograph.Pixels.Height * task.Scale, width = (long)photograph.Pixels.Width * task.Scale;
        if (height * width > task.MaxPixels)
        {
            throw new CliException(
                ExitCode.Usage,
                $"the result would have {width} x {height} = {width * height:N0} pixels and the limit is {task.MaxPixels:N0}: "
                + "use a smaller --scale or raise --max-pixels");
        }

        var kernel = found ?? DegradationFactory.ReadKernel(task, (int)height, (int)width, seed);
        return DegradationFactory.Create(task, kernel, mask);
    }

    private void WriteReadings(params string?[] texts)
    {
        foreach (var text in texts.OfType<string>())
        {
            _terminal.Output.WriteLine(text);
        }
    }

    private void Report(
        string output,
        TaskChoice task,
        BlurReading? blur,
        SampleFiles? drawn,
        RestorationJob job,
        SettingsUsed used,
        RestorationReport result,
        ResultCheck check,
        MaskReading? mask,
        Warnings warnings,
        bool json)
    {
        if (json)
        {
            JsonLine.Write(_terminal.Output, new
            {
                output,
                result.Image.Width,
                result.Image.Height,
                task = TaskRules.Word(task.Kind),
                task.Noise,
                task.NoiseIsGiven,
                residualRatio = JsonLine.Finite(Math.Round(check.ResidualRatio, 3)),
                residualWorst = new { x = result.Worst.X, y = result.Worst.Y, side = result.Worst.Side, ratio = JsonLine.Finite(Math.Round(result.Worst.Residual / check.Noise, 3)) },
                roughnessBefore = check.RoughnessBefore,
                roughnessAfter = check.RoughnessAfter,
                knownShare = mask?.KnownShare,
                job.Options.Method,
                job.Options.Steps,
                (job.Options as DiffPirOptions)?.Lambda,
                (job.Options as DiffPirOptions)?.Tau,
                (job.Options as DiffPirOptions)?.Zeta,
                (job.Options as DiffPirOptions)?.Eta,
                job.Seed,
                used.Model,
                used.Kernel,
                used.KernelFlip,
                sampleFiles = drawn?.Samples,
                doubtFile = drawn?.Doubt,
                kernelFile = blur?.KernelFile,
                blurConfidence = blur is null ? (double?)null : Math.Round(blur.Estimate.Confidence, 2),
                used.Mask,
                used.Boundary,
                used.Preset,
                used.Skip,
                used.Tile,
                used.Precision,
                device = result.Device.Selector,
                deviceName = result.Device.Name,
                result.Threads,
                secondsPerStep = Math.Round(result.SecondsPerStep, 4),
                seconds = Math.Round(result.Seconds, 3),
                warnings = warnings.Texts,
            });
            return;
        }

        _terminal.Output.WriteLine(
            $"{output}: {result.Image.Width} x {result.Image.Height}, {TaskRules.Word(task.Kind)}, noise {task.Noise:g4}, "
            + $"{MethodText.Of(job.Options)}, seed {job.Seed}");
        _terminal.Output.WriteLine(used.Describe());
        if (mask is not null)
        {
            _terminal.Output.WriteLine($"mask: {mask.Shares}");
        }

        _terminal.Output.WriteLine($"fit: what the result leaves unexplained is {check.ResidualRatio:0.##} times the noise, and at worst "
            + $"{result.Worst.Residual / check.Noise:0.##} times in the {result.Worst.Side} x {result.Worst.Side} pixels at {result.Worst.X}, {result.Worst.Y}");
        _terminal.Output.WriteLine(
            $"{job.Options.Steps} steps of {Amounts.Duration(result.SecondsPerStep)} on {result.Device.Selector} ({result.Device.Name}), "
            + $"{Amounts.Duration(result.Seconds)} in all");
    }
}

using System.CommandLine;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Restoring;
using DiffPir.Sampler;

namespace DiffPir.Cli.Commands;

/// <summary><c>demo</c>: degrades a sample photograph, restores it, and writes the pictures side by side.</summary>
internal sealed class DemoCommand
{
    /// <summary>The sample, from the folder samples beside the program.</summary>
    private const string Sample = "cat.png";

    /// <summary>Chooses the path of the camera shake.</summary>
    private const ulong ShakeSeed = 3;

    /// <summary>
    /// The published experiment with camera shake: intensity 0.5, 61 x 61 pixels, noise of 5 % of the range; but restored as a photograph is,
    /// without an assumption on what lies beyond its edges.
    /// </summary>
    private static readonly TaskChoice Task = new(
        TaskKind.Deblur, 1, null, new BlurSpec(BlurKind.Motion, 0.5, 0, BlurSpec.DefaultSize), null, 12.75, null, ImageLimits.DefaultMaxPixels);

    private readonly Terminal _terminal;
    private readonly Option<string> _folder = new("--output-dir")
    {
        Description = "folder for the pictures",
        HelpName = "folder",
        DefaultValueFactory = static _ => "demo-output",
    };

    private readonly ModelOptions _model = new();
    private readonly SamplingOptions _sampling = new();
    private readonly DeviceOptions _device = new();
    private readonly ReportOptions _report = new();

    private DemoCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var self = new DemoCommand(terminal);
        var command = new Command("demo", "Shake the camera on a sample photograph, add noise, restore it, and write the pictures side by side.");
        command.Options.Add(self._folder);
        self._model.AddTo(command);
        self._sampling.AddTo(command);
        self._device.AddTo(command);
        self._report.AddTo(command);
        command.SetWork(self.Run);
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        var model = _model.Read(parse);
        string folder = parse.GetRequiredValue(_folder);
        string FileOf(string name) => Path.Combine(folder, name);
        string sample = Path.Combine(AppContext.BaseDirectory, "samples", Sample);
        string[] outputs = [FileOf("degraded.png"), FileOf("restored.png"), FileOf("side-by-side.png")];
        OutputFile.CreateFolder(folder, "choose another with --output-dir");
        foreach (string output in outputs)
        {
            OutputFile.RequireWritable(output, [sample, model.Path, .. outputs.Where(other => other != output)]);
        }

        var clean = ImageReader.Load(sample, Task.MaxPixels);
        var kernels = DegradationFactory.ReadKernels(Task, ShakeSeed);
        var preset = _sampling.ReadPreset(parse);
        var task = SamplingDefaults.WithEdges(preset, Task);
        var degradation = DegradationFactory.Create(task, kernels, null);
        var options = _sampling.Read(parse, degradation, Task.Noise, model);
        var job = new RestorationJob { Degradation = degradation, Noise = Task.Noise, Options = options, Seed = _sampling.ReadSeed(parse) };
        if (SamplingDefaults.Objection(preset, model.IsBuiltin) is { } objection)
        {
            new Warnings(_terminal).Add(objection);
        }

        var camera = DegradationFactory.Create(DegradationFactory.WithEdgesToDegrade(task), kernels, null);
        ImageWriter.Save(FileOf("degraded.png"), clean.WithPixels(camera.Degrade(clean.Pixels, job.Noise, job.Seed)));

        // What is restored is the file just written, eight bits a channel: what a person would have.
        var degraded = ImageReader.Load(FileOf("degraded.png"), Task.MaxPixels);
        var result = Restoration.Run(
            _terminal,
            _device.Read(parse),
            model,
            job,
            degraded.Pixels,
            parse.GetValue(_report.Quiet),
            cancellation);
        ImageWriter.Save(FileOf("restored.png"), clean.WithPixels(result.Image));
        ImageWriter.Save(FileOf("side-by-side.png"), clean.WithPixels(Strip.Join(degraded.Pixels, result.Image, clean.Pixels)));

        var (before, after) = (ImageMetrics.Psnr(degraded.Pixels, clean.Pixels), ImageMetrics.Psnr(result.Image, clean.Pixels));
        var used = SettingsUsed.Of(parse.GetRequiredValue(_model.Model), $"motion:0.5:{BlurSpec.DefaultSize}", task, preset, job, result.Precision);
        Report(folder, result, job.Seed, options, used, before, after, parse.GetValue(_report.Json));
        return ExitCode.Success;
    }

    private void Report(
        string folder, RestorationReport result, ulong seed, MethodOptions options, SettingsUsed used, double before, double after, bool json)
    {
        if (json)
        {
            JsonLine.Write(_terminal.Output, new
            {
                folder,
                device = result.Device.Selector,
                deviceName = result.Device.Name,
                result.Threads,
                options.Steps,
                options.Method,
                (options as DiffPirOptions)?.Lambda,
                (options as DiffPirOptions)?.Tau,
                (options as DiffPirOptions)?.Zeta,
                (options as DiffPirOptions)?.Eta,
                seed,
                noise = Task.Noise,
                used.Model,
                used.Kernel,
                used.Boundary,
                used.Preset,
                used.Skip,
                used.Tile,
                used.Precision,
                secondsPerStep = Math.Round(result.SecondsPerStep, 4),
                seconds = Math.Round(result.Seconds, 3),
                psnrBefore = JsonLine.Finite(Math.Round(before, 2)),
                psnrAfter = JsonLine.Finite(Math.Round(after, 2)),
            });
            return;
        }

        var output = _terminal.Output;
        output.WriteLine($"sample     {Sample}: camera shake over {BlurSpec.DefaultSize} pixels, noise of {Task.Noise} grey levels");
        output.WriteLine($"device     {result.Device.Selector} ({result.Device.Name}{(result.Threads > 0 ? $", {result.Threads} threads" : "")})");
        output.WriteLine($"settings   {MethodText.Of(options)}, seed {seed}, {used.Describe()}");
        output.WriteLine($"time       {options.Steps} steps of {Amounts.Duration(result.SecondsPerStep)}, {Amounts.Duration(result.Seconds)} in all");
        output.WriteLine($"PSNR       {before:0.00} dB degraded, {after:0.00} dB restored");
        output.WriteLine($"pictures   {Path.Combine(folder, "side-by-side.png")} (degraded, restored, original), degraded.png, restored.png");
    }
}

using System.CommandLine;
using System.Globalization;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Training;
using DiffPir.Cli.Tuning;
using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Sampler.Training;

namespace DiffPir.Cli.Commands;

/// <summary><c>train</c>: trains a prior on the photographs of a folder, from the built-in one, from a file or from scratch.</summary>
internal sealed class TrainCommand
{
    private const string Scratch = "none";
    private const int DefaultCrop = 128;
    private const int DefaultBatch = 16;

    private readonly Terminal _terminal;
    private readonly Argument<string> _folder = OptionFactory.FileArgument("FOLDER", "a folder of photographs; those of folders in it count too");
    private readonly Option<string?> _output = new("--output", "-o") { Description = "the .safetensors file to write", HelpName = "file", Required = true };
    private readonly Option<string> _from = new("--from")
    {
        Description = "where to begin: builtin, builtin-small, a model file, or none for fresh weights of the built-in network's size (builtin)",
        HelpName = "builtin|file|none",
        DefaultValueFactory = _ => ModelOptions.Builtin,
    };

    private readonly Option<double?> _minutes = OptionFactory.Real("--minutes", "stop after so many minutes", 0, 1e6, exclusive: true);
    private readonly Option<long?> _steps = OptionFactory.Whole("--steps", "stop after so many steps, counted from the beginning", 1, int.MaxValue);
    private readonly Option<long?> _crop = OptionFactory.Whole("--crop", $"side of the squares that are cut from photographs, in pixels ({DefaultCrop})", 16, 1024);
    private readonly Option<long?> _batch = OptionFactory.Whole("--batch", $"squares of a step ({DefaultBatch})", 1, 4096);
    private readonly Option<double?> _rate = OptionFactory.Real("--lr", "learning rate (1e-4 times the square root of batch / 64)", 0, 1, exclusive: true);
    private readonly Option<long?> _seed = OptionFactory.Whole("--seed", "seed of all that is random (0)", 0, long.MaxValue);
    private readonly Option<bool> _json = OptionFactory.Switch("--json", "print lines of JSON");
    private readonly DeviceOptions _device = new();

    private TrainCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var self = new TrainCommand(terminal);
        var command = new Command(
            "train",
            "Train a prior on your own photographs. The same command goes on where it stopped; without --minutes or --steps it runs until Ctrl+C.")
        {
            self._folder, self._output, self._from, self._minutes, self._steps, self._crop, self._batch, self._rate, self._seed, self._json,
        };
        self._device.AddTo(command);
        command.SetWork(self.Run);
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        string output = parse.GetRequiredValue(_output)!, from = parse.GetRequiredValue(_from);
        int batch = (int)(parse.GetValue(_batch) ?? DefaultBatch);
        var options = new TrainingOptions(
            (int)(parse.GetValue(_crop) ?? DefaultCrop), batch, parse.GetValue(_rate) ?? TrainingOptions.RateFor(batch), (ulong)(parse.GetValue(_seed) ?? 0));
        string start = ModelOptions.PathOf(from == Scratch ? ModelOptions.Builtin : from);
        OutputFile.RequireWritable(output, start);
        OutputFile.RequireWritable(TrainingFile.PathFor(output), start);
        var (network, weights) = Open(start, from == Scratch, options);
        var described = Describe(options, from);
        var state = TrainingFile.Find(output, weights.Length, described) ?? TrainingState.Begin(weights);
        var (photographs, heldOut) = TrainingFolder.Read(_terminal, parse.GetRequiredValue(_folder), options.Crop, cancellation);

        using var device = DeviceOpener.Open(_terminal, SinglePrecision(_device.Read(parse)));
        using var trainer = new Trainer(device, network, photographs, heldOut, options, state, DeviceOpener.ReadChoices(_terminal, device));
        var limits = new TrainingLimits
        {
            Steps = (int?)parse.GetValue(_steps),
            Time = parse.GetValue(_minutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
        };
        bool json = parse.GetValue(_json);
        if (!json)
        {
            _terminal.Output.WriteLine(
                $"{photographs.Count} photographs, {heldOut} of them held out; {weights.Length / 1e6:0.0} M parameters; "
                + $"{trainer.PlannedBytes / (1024.0 * 1024):0} MiB for a step on {device.Description.Selector}; "
                + (state.Steps == 0 ? "from the beginning" : $"going on after step {state.Steps}"));
        }

        trainer.Run(limits, progress => Report(progress, json), reached => TrainingFile.Save(output, network, reached, described), cancellation);
        return ExitCode.Success;
    }

    private static (UNetConfiguration Network, float[] Weights) Open(string path, bool fresh, TrainingOptions options)
    {
        using var model = DenoiserModel.Open(path);
        if (model is not { Architecture: DenoiserArchitecture.GuidedDiffusion, Configuration: UNetConfiguration { Classes: null } network })
        {
            throw new CliException(
                ExitCode.WrongModel,
                $"'{path}' is no guided-diffusion UNet without classes, the only networks that are trained: give such a file to --from, or builtin or none");
        }

        if (options.Crop % network.SizeMultiple != 0)
        {
            throw new CliException(ExitCode.Usage, $"--crop is {options.Crop} and must be a multiple of {network.SizeMultiple} for this network");
        }

        return (network, fresh ? TrainingParameters.Create(network, options.Seed) : TrainingParameters.Read(network, model.Checkpoint));
    }

    // Names as on the command line: a refusal to go on names them.
    private static Dictionary<string, string> Describe(TrainingOptions options, string from) => new()
    {
        ["--from"] = from,
        ["--crop"] = options.Crop.ToString(CultureInfo.InvariantCulture),
        ["--batch"] = options.Batch.ToString(CultureInfo.InvariantCulture),
        ["--lr"] = options.Rate.ToString("R", CultureInfo.InvariantCulture),
        ["--seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
    };

    private static DeviceChoice SinglePrecision(DeviceChoice choice) => choice.Precision is Precision.Auto or Precision.Fp32
        ? choice with { Precision = Precision.Fp32 }
        : throw new CliException(ExitCode.Usage, "--precision of a training is fp32: leave it out");

    private void Report(TrainingProgress progress, bool json)
    {
        if (progress.Skipped > 0)
        {
            _terminal.Error.WriteLine($"diffpir: warning: {progress.Skipped} steps were left out: loss or gradients were no numbers; a lower --lr may help");
        }

        if (json)
        {
            JsonLine.Write(_terminal.Output, new
            {
                progress.Steps,
                progress.Pictures,
                loss = JsonLine.Finite(progress.Loss),
                heldOutLoss = JsonLine.Finite(progress.HeldOutLoss),
                picturesPerSecond = JsonLine.Finite(progress.PicturesPerSecond),
                progress.Skipped,
                progress.Seconds,
            });
            return;
        }

        _terminal.Output.WriteLine(
            $"step {progress.Steps}: {progress.Pictures} pictures, {progress.PicturesPerSecond:0.0} a second; loss {progress.Loss:0.00000}, "
            + $"on photographs held out {progress.HeldOutLoss:0.00000}");
    }
}

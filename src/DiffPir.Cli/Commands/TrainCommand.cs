using System.CommandLine;
using System.Globalization;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Training;
using DiffPir.Cli.Tuning;
using DiffPir.Kernels;
using DiffPir.Kernels.Gradients;
using DiffPir.Sampler;
using DiffPir.Sampler.Training;

namespace DiffPir.Cli.Commands;

/// <summary><c>train</c>: trains a prior on the photographs of a folder, from the built-in one, from a file or from scratch.</summary>
internal sealed class TrainCommand
{
    private const int DefaultCrop = 128;
    private const int DefaultBatch = 16;

    // A search of settings takes at most so much of the time that the training took.
    private const double SearchShare = 0.1;

    private static readonly (string Word, TimestepSampling Value)[] TimestepWords =
    [
        ("restoration", TimestepSampling.Restoration), ("uniform", TimestepSampling.Uniform), ("loss-aware", TimestepSampling.LossAware),
    ];

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
    private readonly Option<long?> _crop = OptionFactory.Whole("--crop", $"side of the squares that are cut from photographs, in pixels ({DefaultCrop})",
        16, 1024);
    private readonly Option<long?> _batch = OptionFactory.Whole("--batch", $"squares of a step ({DefaultBatch})", 1, 4096);
    private readonly Option<long?> _microbatch = OptionFactory.Whole(
        "--microbatch", "squares that are computed at a time, where memory does not suffice for the batch (the batch)", 1, 4096);

    private readonly Option<TimestepSampling?> _timesteps = OptionFactory.Word(
        "--timesteps",
        "which time steps are drawn: restoration (half of them early ones), uniform, or loss-aware (more where the loss is large) (restoration)",
        TimestepWords);

    private readonly Option<GradientMemory?> _memory = OptionFactory.Word(
        "--memory",
        "what stays in memory until gradients read it: keep (everything), recompute (cheap passes are repeated) or checkpoint (the ends of blocks; "
        + "slower); the steps are the same (recompute)",
        ("keep", GradientMemory.Keep),
        ("recompute", GradientMemory.Recompute),
        ("checkpoint", GradientMemory.Checkpoint));

    private readonly Option<double?> _rate = OptionFactory.Real("--lr", "learning rate (1e-4 times the square root of batch / 64)", 0, 1, exclusive: true);
    private readonly Option<long?> _seed = OptionFactory.Whole("--seed", "seed of all that is random (0)", 0, long.MaxValue);
    private readonly Option<double?> _sampleEvery = OptionFactory.Real(
        "--sample-every", "write pictures to look at into a folder beside the output every so many minutes, and at the end", 0, 1e6, exclusive: true);

    private readonly Option<double?> _saveEvery = OptionFactory.Real("--save-every", "keep what is reached every so many minutes (1)", 0, 1e6, exclusive: true);
    private readonly Option<bool> _noSearch = OptionFactory.Switch("--no-search", "do not search, at the end, the settings of restoration that suit the prior");
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
            self._folder, self._output, self._from, self._minutes, self._steps, self._crop, self._batch, self._microbatch, self._timesteps, self._memory,
                self._rate,
            self._seed, self._saveEvery, self._sampleEvery, self._noSearch, self._json,
        };
        self._device.AddTo(command);
        command.SetWork(self.Run);
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        string output = parse.GetRequiredValue(_output)!, from = parse.GetRequiredValue(_from);
        var options = ReadOptions(parse);
        var start = TrainingStart.Open(from, options);
        OutputFile.RequireWritable(output, start.Path);
        OutputFile.RequireWritable(TrainingFile.PathFor(output), start.Path);
        var choice = PrecisionOf(_device.Read(parse));
        var described = Describe(options, from, choice.Precision);
        var state = TrainingFile.Find(output, start.Weights.Length, described) ?? TrainingState.Begin(start.Weights);
        var (photographs, heldOut) = TrainingFolder.Read(_terminal, parse.GetRequiredValue(_folder), options.Crop, cancellation);

        using var device = DeviceOpener.Open(_terminal, choice);
        if (device.Description.IsProcessor && device.Precision != Precision.Fp32)
        {
            throw new CliException(
                ExitCode.Usage,
                $"{DeviceOptions.PrecisionName} {Word(device.Precision)} holds a processor's weights in halves, which a training cannot do; leave it out, or train on an NVIDIA GPU");
        }

        using var trainer = new Trainer(device, start.Network, photographs, heldOut, options, state, DeviceOpener.ReadChoices(_terminal, device));
        var limits = new TrainingLimits
        {
            Steps = (int?)parse.GetValue(_steps),
            Time = Minutes(parse.GetValue(_minutes)),
            SaveEvery = Minutes(parse.GetValue(_saveEvery)) ?? TimeSpan.FromMinutes(1),
            SampleEvery = Minutes(parse.GetValue(_sampleEvery)),
        };
        var reporter = new TrainingReporter(_terminal, parse.GetValue(_json));
        reporter.Begin(photographs.Count, heldOut, start.Weights.Length, trainer.PlannedBytes, device.Description.Selector, state.Steps);
        var reached = state;
        trainer.Run(
            limits,
            reporter.Report,
            kept => TrainingFile.Save(output, start.Network, reached = kept, described, start.Settings),
            limits.SampleEvery is null ? null : (step, samples) => SampleSheets.Save(output, step, samples),
            cancellation);
        if (!parse.GetValue(_noSearch) && !TrainingFile.IsSearched(output, reached.Steps))
        {
            reporter.BeginSearch();
            var settings = trainer.SearchSettings(
                start.Settings ?? PriorSettings.BuiltIn, TimeSpan.FromSeconds(SearchShare * reached.Seconds), cancellation);
            TrainingFile.SaveModel(output, start.Network, reached.Average, settings);
            reporter.Found(settings);
        }

        return ExitCode.Success;
    }

    private static TimeSpan? Minutes(double? minutes) => minutes is { } given ? TimeSpan.FromMinutes(given) : null;

    private TrainingOptions ReadOptions(ParseResult parse)
    {
        int batch = (int)(parse.GetValue(_batch) ?? DefaultBatch), part = (int)(parse.GetValue(_microbatch) ?? batch);
        return batch % part == 0
            ? new(
                (int)(parse.GetValue(_crop) ?? DefaultCrop), batch, parse.GetValue(_rate)
                    ?? TrainingOptions.RateFor(batch), (ulong)(parse.GetValue(_seed) ?? 0))
            {
                Microbatch = part,
                Memory = parse.GetValue(_memory) ?? GradientMemory.Recompute,
                Timesteps = parse.GetValue(_timesteps) ?? TimestepSampling.Restoration,
            }
            : throw new CliException(ExitCode.Usage, $"--microbatch is {part} and must divide --batch, {batch}, without a rest");
    }

    // Names as on the command line: a refusal to go on names them.
    private Dictionary<string, string> Describe(TrainingOptions options, string from, Precision precision) => new()
    {
        [_from.Name] = from,
        [_crop.Name] = options.Crop.ToString(CultureInfo.InvariantCulture),
        [_batch.Name] = options.Batch.ToString(CultureInfo.InvariantCulture),
        [_microbatch.Name] = (options.Microbatch ?? options.Batch).ToString(CultureInfo.InvariantCulture),
        [_timesteps.Name] = TimestepWords.First(pair => pair.Value == options.Timesteps).Word,
        [_rate.Name] = options.Rate.ToString("R", CultureInfo.InvariantCulture),
        [_seed.Name] = options.Seed.ToString(CultureInfo.InvariantCulture),
        [DeviceOptions.PrecisionName] = Word(precision),
    };

    // The shorter formats are for those who ask: whoever trains for hours should not wonder which digits were lost.
    private static DeviceChoice PrecisionOf(DeviceChoice choice) =>
        choice.Precision == Precision.Auto ? choice with { Precision = Precision.Fp32 } : choice;

    private static string Word(Precision precision) => precision.ToString().ToLowerInvariant();
}

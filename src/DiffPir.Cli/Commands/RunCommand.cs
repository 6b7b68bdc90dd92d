using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using DiffPir.Cli.Evaluation;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Jobs;
using DiffPir.Cli.Options;
using DiffPir.Cli.Tuning;
using DiffPir.Sampler;

namespace DiffPir.Cli.Commands;

/// <summary><c>run</c>: an experiment of the published program from its own configuration file, as an evaluation.</summary>
internal sealed partial class RunCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _file = OptionFactory.FileArgument("CONFIG", "a YAML file of the published program (main_ddpir.py)");
    private readonly Option<string?> _testset = OptionFactory.File("--testset", "the folder of sharp pictures (testsets/TESTSET_NAME under the file's cwd)");
    private readonly Option<string?> _report = OptionFactory.File("--report", "folder for the results (results/TASK)");
    private readonly Option<string?> _sweep = new("--sweep")
    {
        Description = "values of lambda in turn, each in a folder of its own: lambda=FROM..TO by ones, or lambda=A,B,...",
        HelpName = "lambda=list",
    };

    private readonly Option<long?> _limit = OptionFactory.Whole("--limit", "take the first so many pictures only", 1, 1_000_000);
    private readonly Option<string?> _model = OptionFactory.File("--model", "the prior (model_zoo/MODEL_NAME.pt under the file's cwd), builtin, or a name of 'diffpir model list'");
    private readonly LearnedMetricOptions _learned = new();
    private readonly TileOption _tile = new();
    private readonly DeviceOptions _device = new();
    private readonly ReportOptions _reporting = new();

    private RunCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var self = new RunCommand(terminal);
        var command = new Command("run", "Run an experiment of the published program from its own YAML file, and measure the results.") { self._file };
        foreach (var option in (Option[])[self._testset, self._report, self._sweep, self._limit, self._model])
        {
            command.Options.Add(option);
        }

        self._learned.AddTo(command);
        self._tile.AddTo(command);
        self._device.AddTo(command);
        self._reporting.AddTo(command);
        command.SetWork(self.Run);
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        var configuration = ReferenceConfiguration.Read(parse.GetRequiredValue(_file));
        var word = configuration.Word("task", "sr", "deblur", "inpaint");
        var name = parse.GetValue(_model) ?? Path.Combine(configuration.Text("cwd"), "model_zoo", configuration.Text("model_name") + ".pt");
        var model = ModelChoice.Named(name) with { TileSide = _tile.Read(parse) };
        var folder = parse.GetValue(_testset) ?? Path.Combine(configuration.Text("cwd"), "testsets", configuration.Text("testset_name"));
        var report = parse.GetValue(_report) ?? Path.Combine("results", word);
        var swept = Sweep(parse.GetValue(_sweep));
        var evaluations = (swept.Length > 0 ? swept : [null]).Select(lambda =>
        {
            var target = lambda is null ? report : Path.Combine(report, string.Create(CultureInfo.InvariantCulture, $"lambda-{lambda}"));
            var settings = Settings(configuration, word, model, name, folder, target, lambda) with { Limit = (int)(parse.GetValue(_limit) ?? int.MaxValue) };
            return (Target: target, Evaluator: new Evaluator(settings, _terminal));
        }).ToArray();
        using var device = DeviceOpener.Open(_terminal, _device.Read(parse));
        using var learned = _learned.Load(parse, device);
        foreach (var (target, evaluator) in evaluations)
        {
            var means = evaluator.Run(device, learned, parse.GetValue(_reporting.Quiet), cancellation);
            EvaluateCommand.Print(_terminal, target, means, learned.Missing, parse.GetValue(_reporting.Json));
        }

        return ExitCode.Success;
    }

    private static EvaluationSettings Settings(
        ReferenceConfiguration configuration, string word, ModelChoice model, string modelName, string folder, string report, double? lambda)
    {
        var noise = configuration.Number("noise_level_img", 0, 255);
        var size = (int)configuration.Number("kernel_size", 3, 1023);
        var isMotion = configuration.Word("blur_mode", "Gaussian", "motion") == "motion";
        var amount = configuration.Has("kernel_std") ? configuration.Number("kernel_std", 0.01, 100) : isMotion ? 0.5 : 3.0;
        var blurText = word != "deblur" ? null : string.Create(CultureInfo.InvariantCulture, $"{(isMotion ? "motion" : "gaussian")}:{amount}:{size}");
        BlurSpec? blur = null;
        if (blurText is not null && !BlurSpec.TryParse(blurText, out blur, out var problem))
        {
            throw new CliException(ExitCode.Usage, problem);
        }

        var kind = TaskRules.Words.First(pair => pair.Word == word).Kind;
        var scale = kind == TaskKind.SuperResolution ? (int)configuration.Number("sf", 2, 16) : 1;
        var task = new TaskChoice(kind, scale, null, blur, null, noise, BoundaryHandling.Periodic, ImageLimits.DefaultMaxPixels);
        var options = ReferenceMethod.Read(configuration, kind, lambda);
        var isBox = kind == TaskKind.Inpaint && configuration.Word("mask_type", "random", "box") == "box";
        var side = (int)configuration.First("mask_len_range", 1, 4096, 128);
        return new(
            folder, task, blurText, isBox ? new BoxSpec(side, side) : null,
            kind == TaskKind.Inpaint && !isBox ? configuration.First("mask_prob_range", 0, 1, 0.5) : null,
            [new EvaluationEntry(options.Method, _ => options)], model, modelName,
            (ulong)configuration.Number("seed", 0, int.MaxValue), int.MaxValue, report,
            string.Join(' ', MethodSettings.Describe(options).Select(static setting => $"{setting.Name}={setting.Value.Trim('"')}")));
    }

    private static double?[] Sweep(string? text)
    {
        if (text is null)
        {
            return [];
        }

        var match = SweepForm().Match(text);
        if (!match.Success)
        {
            throw new CliException(ExitCode.Usage, $"--sweep is '{text}' and must be lambda=FROM..TO or lambda=A,B,..., for example lambda=2..12");
        }

        if (match.Groups["to"].Success)
        {
            var (from, to) = (int.Parse(match.Groups["from"].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups["to"].Value, CultureInfo.InvariantCulture));
            return from <= to && to - from < 1000
                ? [.. Enumerable.Range(from, to - from + 1).Select(static value => (double?)value)]
                : throw new CliException(ExitCode.Usage, $"--sweep is '{text}'; it must go up, by at most 1000 values");
        }

        return [.. match.Groups["list"].Value.Split(',').Select(static value => (double?)double.Parse(value, CultureInfo.InvariantCulture))];
    }

    [GeneratedRegex(@"^lambda=((?<from>\d{1,6})\.\.(?<to>\d{1,6})|(?<list>\d+(\.\d+)?(,\d+(\.\d+)?)*))$")]
    private static partial Regex SweepForm();
}

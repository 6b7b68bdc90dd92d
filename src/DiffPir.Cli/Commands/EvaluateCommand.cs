using System.CommandLine;
using System.Globalization;
using DiffPir.Cli.Evaluation;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Restoring;
using DiffPir.Cli.Tuning;
using DiffPir.Sampler;

namespace DiffPir.Cli.Commands;

/// <summary><c>evaluate</c>: degrades, restores and measures a folder of pictures by several methods.</summary>
internal sealed class EvaluateCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _folder = OptionFactory.FileArgument("FOLDER", "the folder of sharp pictures");
    private readonly TaskOptions _task = new();
    private readonly HoleOptions _holes = new();
    private readonly Option<string[]> _methods = WordList("--methods", "methods, separated by commas (diffpir)", "names");
    private readonly Option<string[]> _steps = WordList("--steps", "steps of each method, separated by commas (the method's own)", "list");
    private readonly Option<string> _report = new("--report")
    {
        Description = "folder for results.csv, results.json, report.html and pictures; an interrupted evaluation goes on there",
        HelpName = "folder",
        DefaultValueFactory = static _ => "evaluation",
    };

    private readonly Option<long?> _limit = OptionFactory.Whole("--limit", "take the first so many pictures only", 1, 1_000_000);
    private readonly Option<long?> _seed = OptionFactory.Whole("--seed", "seed of the first picture; each following one has the next (0)", 0, int.MaxValue);
    private readonly LearnedMetricOptions _learned = new();
    private readonly ModelOptions _model = new();
    private readonly TileOption _tile = new();
    private readonly DeviceOptions _device = new();
    private readonly ReportOptions _reporting = new();

    private EvaluateCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var self = new EvaluateCommand(terminal);
        var command = new Command(
            "evaluate",
            "Degrade, restore and measure a folder of pictures by several methods, beside the plain references input, bicubic and wiener. "
            + "Edges are periodic unless --boundary says otherwise, as in published tables.") { self._folder };
        self._task.AddTo(command);
        self._task.AddRulesTo(command);
        self._holes.AddTo(command, self._task);
        command.RequireOne(self._task.Task, TaskKind.Denoise, self._task.Noise);
        command.RefuseJpeg(self._task.Task);
        foreach (var option in (Option[])[self._methods, self._steps, self._report, self._limit, self._seed])
        {
            command.Options.Add(option);
        }

        self._learned.AddTo(command);
        self._model.AddTo(command);
        self._tile.AddTo(command);
        self._device.AddTo(command);
        self._reporting.AddTo(command);
        command.SetWork(self.Run);
        return command;
    }

    /// <summary>Prints the table of means.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="report">The folder of the results.</param>
    /// <param name="means">The table.</param>
    /// <param name="missing">Why columns are missing; null where none are.</param>
    /// <param name="json">True for one line of JSON.</param>
    public static void Print(Terminal terminal, string report, IReadOnlyList<EvaluationMean> means, string? missing, bool json)
    {
        if (json)
        {
            JsonLine.Write(terminal.Output, new { report, means = means.Select(ResultsJson.Of) });
            return;
        }

        var learned = EvaluationMean.KnownColumns(means);
        terminal.Output.WriteLine(
            $"{"method",-10} steps pictures    PSNR  PSNR-Y    SSIM{string.Concat(learned.Select(static name => $" {EvaluationMean.TitleOf(name),10}"))}  seconds");
        foreach (var mean in means)
        {
            terminal.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{mean.Method,-10} {mean.Steps,5} {mean.Pictures,8} {mean.Psnr,7:0.00} {mean.PsnrY,7:0.00} {mean.Ssim,7:0.0000}")
                + string.Concat(learned.Select(name => $" {mean.LearnedText(name),10}"))
                + string.Create(CultureInfo.InvariantCulture, $" {mean.Seconds,8:0.00}"));
        }

        if (missing is not null)
        {
            terminal.Output.WriteLine($"the table has {missing}");
        }

        terminal.Output.WriteLine($"{Path.Combine(report, "report.html")} shows pictures and jobs");
    }

    private static Option<string[]> WordList(string name, string description, string help) =>
        new(name) { Description = description, HelpName = help, CustomParser = static result => result.Tokens[0].Value.Split(',') };

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        var task = _task.Read(parse);
        task = DegradationFactory.WithEdgesToDegrade(task with { Boundary = task.Boundary ?? BoundaryHandling.Periodic });
        var model = _model.Read(parse) with { TileSide = _tile.Read(parse) };
        var settings = new EvaluationSettings(
            parse.GetRequiredValue(_folder), task, parse.GetResult(_task.Blur)?.Tokens[0].Value, parse.GetValue(_holes.Box), parse.GetValue(_holes.Random),
            [.. Entries(parse, task, model)], model, parse.GetRequiredValue(_model.Model), (ulong)(parse.GetValue(_seed) ?? 0),
            (int)(parse.GetValue(_limit) ?? int.MaxValue), parse.GetRequiredValue(_report));
        Evaluator.RequireSameSettings(settings);
        using var device = DeviceOpener.Open(_terminal, _device.Read(parse));
        using var learned = _learned.Load(parse, device);
        var means = new Evaluator(settings, _terminal, learned).Run(device, parse.GetValue(_reporting.Quiet), cancellation);
        Print(_terminal, settings.Report, means, learned.Missing, parse.GetValue(_reporting.Json));
        return ExitCode.Success;
    }

    private IEnumerable<EvaluationEntry> Entries(ParseResult parse, TaskChoice task, ModelChoice model)
    {
        string[] counts = parse.GetValue(_steps) is { Length: > 0 } list ? list : [""];
        string usual = task.Kind == TaskKind.Denoise && counts is [""] ? RestorationDefaults.DenoisingMethod : RestorationDefaults.Method;
        foreach (string? method in parse.GetValue(_methods) is { Length: > 0 } names ? names : [usual])
        {
            RestorationMethods.Find(method);
            foreach (string steps in counts)
            {
                if (steps.Length > 0 && !(int.TryParse(steps, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 2 and <= 1000))
                {
                    throw new CliException(ExitCode.Usage, $"--steps has '{steps}'; it is a list of whole numbers from 2 to 1000, for example 20,100");
                }

                yield return new(method, degradation =>
                {
                    var options = SamplingDefaults.For(method, Preset.Auto, degradation, task.Noise, model.Settings);
                    return steps.Length > 0 ? MethodSettings.With(options, "steps", steps) : options;
                });
            }
        }
    }
}

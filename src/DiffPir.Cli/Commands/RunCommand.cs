using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DiffPir.Cli.Evaluation;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Jobs;
using DiffPir.Cli.Options;
using DiffPir.Cli.Tuning;

namespace DiffPir.Cli.Commands;

/// <summary><c>run</c>: an experiment from a configuration file, of the published program or of this one, as an evaluation.</summary>
internal sealed partial class RunCommand
{
    private const string DumpName = "--dump-config";

    private readonly Terminal _terminal;
    private readonly Argument<string> _file = OptionFactory.FileArgument("CONFIG",
        "a YAML file of the published program (main_ddpir.py), or a job (--dump-config, restore --dump-job)");
    private readonly Option<string?> _testset = OptionFactory.File("--testset",
        "the folder of sharp pictures (the file's; testsets/TESTSET_NAME under its cwd)");
    private readonly Option<string?> _report = OptionFactory.File("--report", "folder for the results (results/TASK)");
    private readonly Option<string?> _sweep = new("--sweep")
    {
        Description = "values of lambda in turn, each in a folder of its own: lambda=FROM..TO by ones, or lambda=A,B,...",
        HelpName = "lambda=list",
    };

    private readonly Option<string?> _dump = OptionFactory.File(DumpName,
        "run nothing: write the experiment, with every value that it uses, as a job that run takes");
    private readonly OverwriteOption _overwrite = new();
    private readonly Option<long?> _limit = OptionFactory.Whole("--limit", "take the first so many pictures only", 1, 1_000_000);
    private readonly Option<string?> _model = OptionFactory.File(
        "--model", "the prior (the file's; model_zoo/MODEL_NAME.pt under its cwd), builtin, or a name of 'diffpir model list'");
    private readonly LearnedMetricOptions _learned = new();
    private readonly TileOption _tile = new();
    private readonly DeviceOptions _device = new();
    private readonly ReportOptions _reporting = new();

    private RunCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var self = new RunCommand(terminal);
        var command = new Command("run",
            "Run an experiment from a YAML file, of the published program or of this one, and measure the results.") { self._file };
        foreach (var option in (Option[])[self._testset, self._report, self._sweep, self._dump, self._limit, self._model])
        {
            command.Options.Add(option);
        }

        self._overwrite.AddTo(command, self._dump);
        self._learned.AddTo(command);
        self._tile.AddTo(command);
        self._device.AddTo(command);
        self._reporting.AddTo(command);
        command.SetWork(self.Run);
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        string path = parse.GetRequiredValue(_file);
        var lines = YamlFile.ReadMapping(path);
        var choice = new ExperimentChoice(
            parse.GetValue(_testset), parse.GetValue(_report), (int)(parse.GetValue(_limit) ?? int.MaxValue), parse.GetValue(_model), _tile.Read(parse),
            _tile.IsGiven(parse));
        Func<double?, EvaluationSettings> read = lambda => JobExperiment.Read(path, lines, choice, lambda);
        if (!JobExperiment.IsOne(lines.Keys))
        {
            var configuration = ReferenceConfiguration.Of(path, lines);
            read = lambda => ReferenceExperiment.Read(configuration, choice, lambda);
        }

        double?[] swept = Sweep(parse.GetValue(_sweep));
        if (parse.GetValue(_dump) is { } dump)
        {
            return Dump(path, dump, _overwrite.Read(parse), swept.Length == 0 ? read(null) : throw new CliException(
                ExitCode.Usage, $"{DumpName} writes one experiment, and --sweep makes several: leave one of them out"));
        }

        EvaluationSettings[] experiments = [.. (swept.Length > 0 ? swept : [null]).Select(read)];
        Array.ForEach(experiments, Evaluator.RequireSameSettings);
        using var device = DeviceOpener.Open(_terminal, _device.Read(parse));
        using var learned = _learned.Load(parse, device);
        foreach (var settings in experiments)
        {
            var means = new Evaluator(settings, _terminal, learned).Run(device, parse.GetValue(_reporting.Quiet), cancellation);
            EvaluateCommand.Print(_terminal, settings.Report, means, learned.Missing, parse.GetValue(_reporting.Json));
        }

        return ExitCode.Success;
    }

    private int Dump(string path, string target, bool overwrites, EvaluationSettings settings)
    {
        OutputFile.RequireWritable(target, [path, .. settings.Task.Files]);
        OutputFile.RequireFree(overwrites, target);
        OutputFile.Write(target, Encoding.UTF8.GetBytes(ExperimentText.Of(settings)), overwrites);
        _terminal.Output.WriteLine($"{target}: the experiment with every value that it uses; 'diffpir run {target}' does it");
        return ExitCode.Success;
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
            var (from, to) = (int.Parse(match.Groups["from"].Value, CultureInfo.InvariantCulture),
                int.Parse(match.Groups["to"].Value, CultureInfo.InvariantCulture));
            return from <= to && to - from < 1000
                ? [.. Enumerable.Range(from, to - from + 1).Select(static value => (double?)value)]
                : throw new CliException(ExitCode.Usage, $"--sweep is '{text}'; it must go up, by at most 1000 values");
        }

        return [.. match.Groups["list"].Value.Split(',').Select(static value => (double?)double.Parse(value, CultureInfo.InvariantCulture))];
    }

    [GeneratedRegex(@"^lambda=((?<from>\d{1,6})\.\.(?<to>\d{1,6})|(?<list>\d+(\.\d+)?(,\d+(\.\d+)?)*))$")]
    private static partial Regex SweepForm();
}

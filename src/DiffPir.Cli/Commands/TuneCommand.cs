using System.CommandLine;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Restoring;
using DiffPir.Cli.Tuning;
using DiffPir.Kernels;

namespace DiffPir.Cli.Commands;

/// <summary><c>tune</c>: measures the candidates of every convolution of a network on a device and keeps the fastest for later runs.</summary>
internal sealed class TuneCommand
{
    private const int DefaultSize = 256;
    private const int DefaultRepetitions = 7;

    private readonly Terminal _terminal;
    private readonly ModelOptions _model = new();
    private readonly DeviceOptions _device = new();
    private readonly Option<long?> _size = OptionFactory.Whole("--size", $"side of the square picture in pixels ({DefaultSize})", 8, 8192);
    private readonly Option<long?> _repetitions = OptionFactory.Whole("--reps", $"timed runs of each candidate ({DefaultRepetitions})", 1, 10_000);
    private readonly Option<bool> _json = OptionFactory.Switch("--json", "print the result as one line of JSON");

    private TuneCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var self = new TuneCommand(terminal);
        var command = new Command("tune", "Measure which kernels are fastest on this device, and remember it.");
        self._model.AddTo(command);
        self._device.AddTo(command);
        command.Options.Add(self._size);
        command.Options.Add(self._repetitions);
        command.Options.Add(self._json);
        command.SetWork(self.Run);
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        int size = (int)(parse.GetValue(_size) ?? DefaultSize);
        int repetitions = (int)(parse.GetValue(_repetitions) ?? DefaultRepetitions);
        using var device = DeviceOpener.Open(_terminal, _device.Read(parse));
        var file = TuningFile.For(device);
        file.RequireWritable();
        using var prior = PriorFile.Load(_terminal, device, _model.Read(parse));
        if (size % prior.SizeMultiple != 0)
        {
            throw new CliException(ExitCode.Usage, $"--size is {size} and must be a multiple of {prior.SizeMultiple} for this model");
        }

        bool json = parse.GetValue(_json);
        var results = prior.Tune(new TensorShape(1, prior.Channels, size, size), repetitions, json ? null : new Lines(_terminal), cancellation);
        file.Save(prior.Choices);
        if (json)
        {
            JsonLine.Write(_terminal.Output, new { device = device.Description.Selector, file = file.Path, results });
        }
        else
        {
            _terminal.Output.WriteLine(
                $"{results.Count(r => r.Best != r.Default)} of {results.Count} shapes run better than by the built-in rules: {file.Path}");
        }

        return ExitCode.Success;
    }

    private sealed class Lines(Terminal terminal) : IProgress<TuningResult>
    {
        public void Report(TuningResult value) => terminal.Output.WriteLine(
            $"{value.Key}: {value.Default} {value.DefaultMilliseconds:0.000} ms"
            + (value.Best == value.Default ? string.Empty : $", {value.Best} {value.BestMilliseconds:0.000} ms"));
    }
}

using System.CommandLine;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Restoring;
using DiffPir.Cli.Tuning;
using DiffPir.Kernels;
using DiffPir.Network;

namespace DiffPir.Cli.Commands;

/// <summary><c>bench</c>: the time of one network evaluation.</summary>
internal sealed class BenchCommand
{
    /// <summary>Evaluations before the clock starts: the first compiles kernels, the second settles caches.</summary>
    private const int WarmUp = 2;

    private const int DefaultSize = 256;
    private const int DefaultRepetitions = 10;

    private readonly Terminal _terminal;
    private readonly ModelOptions _model = new();
    private readonly DeviceOptions _device = new();
    private readonly Option<long?> _size = OptionFactory.Whole("--size", $"side of the square picture in pixels ({DefaultSize})", 8, 8192);
    private readonly Option<long?> _repetitions = OptionFactory.Whole("--reps", $"timed evaluations ({DefaultRepetitions})", 1, 10_000);
    private readonly Option<bool> _profile = OptionFactory.Switch("--profile", "also time every operation of the network, slowest first");
    private readonly Option<bool> _json = OptionFactory.Switch("--json", "print the result as one line of JSON");

    private BenchCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var self = new BenchCommand(terminal);
        var command = new Command("bench", "Time the evaluation of the network.");
        self._model.AddTo(command);
        self._device.AddTo(command);
        command.Options.Add(self._size);
        command.Options.Add(self._repetitions);
        command.Options.Add(self._profile);
        command.Options.Add(self._json);
        command.SetWork(self.Run);
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        int size = (int)(parse.GetValue(_size) ?? DefaultSize);
        int repetitions = (int)(parse.GetValue(_repetitions) ?? DefaultRepetitions);
        var where = _device.Read(parse);
        using var device = DeviceOpener.Open(_terminal, where);
        using var prior = PriorFile.Load(_terminal, device, _model.Read(parse));
        if (size % prior.SizeMultiple != 0)
        {
            throw new CliException(ExitCode.Usage, $"--size is {size} and must be a multiple of {prior.SizeMultiple} for this model");
        }

        using var session = prior.CreateSession(new TensorShape(1, prior.Channels, size, size), [500]);
        double[] milliseconds = Measure(device, prior, session, size, repetitions, cancellation);
        Report(parse, device, session, size, milliseconds);
        if (parse.GetValue(_profile) && !parse.GetValue(_json))
        {
            Profile(device, prior, session, size, repetitions);
        }

        return ExitCode.Success;
    }

    /// <summary>Times of single evaluations in milliseconds, each from an idle device to an idle device, sorted.</summary>
    private double[] Measure(
        ComputeDevice device, IPrior prior, IPlannedSession session, int size, int repetitions, CancellationToken cancellation)
    {
        using var x = device.Allocate(new TensorShape(1, prior.Channels, size, size));
        using var noise = device.Allocate(x.Shape);
        x.Upload(new float[prior.Channels * size * size]);
        double[] times = new double[repetitions];
        for (int i = -WarmUp; i < repetitions; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            long start = _terminal.Clock.GetTimestamp();
            session.PredictNoise(x, 0, noise, cancellation);
            device.Synchronize();
            if (i >= 0)
            {
                times[i] = _terminal.Clock.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        Array.Sort(times);
        return times;
    }

    private void Profile(ComputeDevice device, IPrior prior, IPlannedSession session, int size, int repetitions)
    {
        using var x = device.Allocate(new TensorShape(1, prior.Channels, size, size));
        using var noise = device.Allocate(x.Shape);
        x.Upload(new float[prior.Channels * size * size]);
        var timings = session.Profile(x, 0, noise, repetitions);
        double total = timings.Sum(static timing => timing.Milliseconds);
        foreach (var timing in timings.OrderByDescending(static timing => timing.Milliseconds))
        {
            string rate = timing.MultiplyAdds > 0 ? $"{timing.GigaflopsPerSecond,7:0.0} GFLOP/s" : $"{string.Empty,15}";
            _terminal.Output.WriteLine(
                $"{timing.Milliseconds,9:0.000} ms {100 * timing.Milliseconds / total,5:0.0} % {rate}  {timing.Name}: {timing.Description}");
        }
    }

    private void Report(ParseResult parse, ComputeDevice device, IPlannedSession session, int size, double[] milliseconds)
    {
        double median = (milliseconds[(milliseconds.Length - 1) / 2] + milliseconds[milliseconds.Length / 2]) / 2;
        double gflops = 2 * session.MultiplyAdds / median / 1e6;
        if (parse.GetValue(_json))
        {
            JsonLine.Write(_terminal.Output, new
            {
                device = device.Description.Selector,
                deviceName = device.Description.Name,
                model = parse.GetRequiredValue(_model.Model),
                size,
                device.Threads,
                precision = device.Precision.ToString().ToLowerInvariant(),
                reps = milliseconds.Length,
                medianMs = Math.Round(median, 3),
                minMs = Math.Round(milliseconds[0], 3),
                maxMs = Math.Round(milliseconds[^1], 3),
                gflops = Math.Round(gflops, 2),
                session.PlannedBytes,
            });
            return;
        }

        var output = _terminal.Output;
        string threads = device.Threads > 0 ? $", {device.Threads} threads" : string.Empty;
        output.WriteLine(
            $"device     {device.Description.Selector} ({device.Description.Name}{threads}, {device.Precision.ToString().ToLowerInvariant()})");
        output.WriteLine($"picture    {size} x {size}, model {parse.GetRequiredValue(_model.Model)}");
        output.WriteLine(
            $"evaluation {median:0.0} ms (median of {milliseconds.Length} after {WarmUp}; fastest {milliseconds[0]:0.0}, slowest {milliseconds[^1]:0.0})");
        output.WriteLine($"rate       {gflops:0.0} GFLOP/s ({2e-9 * session.MultiplyAdds:0.0} GFLOP an evaluation)");
        output.WriteLine($"memory     {Amounts.Bytes(session.PlannedBytes)} planned for activations");
    }
}

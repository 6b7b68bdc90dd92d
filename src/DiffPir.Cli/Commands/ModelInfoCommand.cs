using System.CommandLine;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Restoring;
using DiffPir.Cli.Tuning;
using DiffPir.Kernels;
using DiffPir.Kernels.Attention;
using DiffPir.Network;

namespace DiffPir.Cli.Commands;

/// <summary><c>model info</c>: architecture inferred, parameters, types, size.</summary>
internal static class ModelInfoCommand
{
    private const int DefaultSize = 256;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var file = ModelCommand.CreateModelArgument();
        var model = new ModelOptions();
        var device = new DeviceOptions();
        var size = OptionFactory.Whole("--size", "also plan a square picture of this side on the device, and say how much memory it takes", 8, 8192);
        var plan = OptionFactory.Switch("--plan", "also list the operations of that plan (256 pixels where --size does not say)");
        var json = OptionFactory.Switch("--json", "print the result as one line of JSON");
        var command = new Command("info", "Say what a model holds, and how it would run.") { file, size, plan, json };
        model.AddTo(command, withModel: false);
        device.AddTo(command);
        command.SetWork((parse, _) =>
        {
            var choice = model.Read(parse, parse.GetRequiredValue(file));
            int side = (int?)parse.GetValue(size) ?? (parse.GetValue(plan) ? DefaultSize : 0);
            Write(terminal.Output, choice, parse.GetValue(json));
            if (side > 0)
            {
                WritePlan(terminal, choice, device.Read(parse), side, parse.GetValue(plan));
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(TextWriter output, ModelChoice choice, bool json)
    {
        using var model = choice.Open();
        var summary = model.Checkpoint.Summarise();
        var files = ModelFiles.Hash(model.Checkpoint);
        var unet = model.Configuration as UNetConfiguration;
        if (json)
        {
            JsonLine.Write(output, new
            {
                file = choice.Path,
                files,
                format = model.Checkpoint.Format,
                architecture = model.Configuration.Architecture,
                parameters = summary.ParameterCount,
                tensors = summary.TensorCount,
                dataBytes = summary.DataBytes,
                types = summary.Types.ToDictionary(static t => t.Type.ToString().ToUpperInvariant(), static t => t.Elements),
                model.Configuration.Channels,
                model.Configuration.SizeMultiple,
                unet?.ModelChannels,
                unet?.InChannels,
                unet?.OutChannels,
                unet?.ResidualBlocks,
                unet?.LevelChannels,
                unet?.LevelAttention,
                unet?.ScaleShiftNorm,
                unet?.ResidualResampling,
                unet?.HeadChannels,
                unet?.Heads,
                unet?.HeadsAssumed,
                attentionOrder = unet is null ? null : unet.AttentionOrder == AttentionOrder.Legacy ? "legacy" : "new",
                unet?.LearnedSigma,
                schedule = unet is null ? null : unet.Training.Shape == ScheduleShape.Cosine ? "cosine" : "linear",
                trainSteps = unet?.Training.Steps,
                scheduleAssumed = unet?.Training.IsAssumed,
            });
            return;
        }

        output.WriteLine(choice.Path);
        output.WriteLine(model.Configuration);
        output.WriteLine(summary);
        output.WriteLine(model.Checkpoint.Format);
        foreach (string line in ModelFiles.Describe(files))
        {
            output.WriteLine(line);
        }

        if (unet is not null)
        {
            output.WriteLine(unet.Training.IsAssumed
                ? $"noise schedule assumed: {unet.Training.Steps} linear steps; if the training had another, give --schedule or --train-steps"
                : $"noise schedule: {unet.Training}");
        }

        if (unet is { HeadsAssumed: true })
        {
            output.WriteLine("the file does not tell the split into attention heads; if results are wrong, give --head-channels or --heads");
        }
    }

    private static void WritePlan(Terminal terminal, ModelChoice choice, DeviceChoice where, int size, bool list)
    {
        using var device = DeviceOpener.Open(terminal, where);
        using var prior = PriorFile.Load(terminal, device, choice);
        if (size % prior.SizeMultiple != 0)
        {
            throw new CliException(ExitCode.Usage, $"--size is {size} and must be a multiple of {prior.SizeMultiple} for this model");
        }

        using var session = prior.CreateSession(new TensorShape(1, prior.Channels, size, size), [500]);
        terminal.Output.WriteLine(
            $"at {size} x {size} on {device.Description.Selector}: {Amounts.Bytes(prior.WeightBytes)} for weights, "
            + $"{Amounts.Bytes(session.PlannedBytes)} for activations, "
            + $"{2e-9 * session.MultiplyAdds:0.0} GFLOP an evaluation");
        foreach (string line in list ? session.DescribePlan() : [])
        {
            terminal.Output.WriteLine($"  {line}");
        }
    }
}

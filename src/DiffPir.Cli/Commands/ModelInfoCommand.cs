using System.CommandLine;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Kernels;
using DiffPir.Network;

namespace DiffPir.Cli.Commands;

/// <summary><c>model info</c>: architecture inferred, parameters, types, size.</summary>
internal static class ModelInfoCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var file = ModelCommand.CreateModelArgument();
        var model = new ModelOptions();
        var json = OptionFactory.Switch("--json", "print the result as one line of JSON");
        var command = new Command("info", "Say what a model file holds.") { file, json };
        model.AddTo(command, withModel: false);
        command.SetWork((parse, _) =>
        {
            Write(terminal.Output, model.Read(parse, parse.GetRequiredValue(file)), parse.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(TextWriter output, ModelChoice choice, bool json)
    {
        using var checkpoint = Checkpoint.Open(choice.Path);
        var summary = checkpoint.Summarise();
        var unet = UNetConfiguration.Infer(checkpoint, choice.Options);
        if (json)
        {
            JsonLine.Write(output, new
            {
                file = choice.Path,
                architecture = "guided-diffusion UNet",
                parameters = summary.ParameterCount,
                tensors = summary.TensorCount,
                dataBytes = summary.DataBytes,
                types = summary.Types.ToDictionary(static t => t.Type.ToString().ToUpperInvariant(), static t => t.Elements),
                unet.ModelChannels,
                unet.InChannels,
                unet.OutChannels,
                unet.ResidualBlocks,
                unet.LevelChannels,
                unet.LevelAttention,
                unet.ScaleShiftNorm,
                unet.ResidualResampling,
                unet.HeadChannels,
                unet.Heads,
                unet.HeadsAssumed,
                attentionOrder = unet.AttentionOrder == AttentionOrder.Legacy ? "legacy" : "new",
                unet.LearnedSigma,
                unet.SizeMultiple,
            });
            return;
        }

        output.WriteLine(choice.Path);
        output.WriteLine(unet);
        output.WriteLine(summary);
        if (unet.HeadsAssumed)
        {
            output.WriteLine("the file does not tell the split into attention heads; if results are wrong, give --head-channels or --heads");
        }
    }
}

using System.CommandLine;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Network;

namespace DiffPir.Cli.Commands;

/// <summary><c>model convert</c>: any model that can be read, as one safetensors or PyTorch file.</summary>
internal static class ModelConvertCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var input = ModelCommand.CreateModelArgument();
        var target = OptionFactory.FileArgument("OUT", "the .safetensors file to write, or .pt or .pth for PyTorch");
        var type = OptionFactory.Word(
            "--dtype", "type of the weights in the new file (f32)", ("f32", ElementType.F32), ("f16", ElementType.F16), ("bf16", ElementType.BF16));
        var overwrite = new OverwriteOption();
        var model = new ModelOptions();
        var command = new Command("convert", "Write a model as one safetensors or PyTorch file.") { input, target, type };
        overwrite.AddTo(command);
        model.AddTo(command, withModel: false);
        command.SetWork((parse, _) =>
        {
            var choice = model.Read(parse, parse.GetRequiredValue(input));
            string path = parse.GetRequiredValue(target);
            long length = 0;
            using (var source = choice.Open())
            {
                OutputFile.RequireWritable(path, source.Files);
                OutputFile.RequireFree(overwrite.Read(parse), path);
                OutputFile.Write(path, overwrite.Read(parse), stream =>
                {
                    var weights = parse.GetValue(type) ?? ElementType.F32;
                    if (Path.GetExtension(path) is ".pt" or ".pth")
                    {
                        CheckpointConverter.ConvertToTorch(source, stream, weights);
                    }
                    else
                    {
                        CheckpointConverter.Convert(source, stream, weights);
                    }

                    length = stream.Position;
                });
            }

            terminal.Output.WriteLine($"{path}: {Amounts.Bytes(length)}");
            return ExitCode.Success;
        });
        return command;
    }
}
